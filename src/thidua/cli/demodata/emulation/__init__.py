"""Emulation in the demonstration: the clusters of 2020 and 2022 played through, that of today under way.

Which units made up the two clusters, who led them and what the covenant of 2022 speaks of was published; every
figure, point, person and signature is invented and says so.
"""
