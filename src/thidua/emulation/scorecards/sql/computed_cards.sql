-- Where computed points arrive by COPY before they are laid over the cards.
CREATE TEMPORARY TABLE IF NOT EXISTS computed_card (
    unit_id bigint NOT NULL,
    computed bigint[] NOT NULL,
    inputs jsonb NOT NULL,
    facts jsonb NOT NULL
) ON COMMIT DELETE ROWS;
TRUNCATE computed_card
