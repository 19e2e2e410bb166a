"""Who comes first, in which class and why; results that members may see."""
