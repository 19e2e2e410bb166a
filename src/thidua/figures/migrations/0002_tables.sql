-- Cells and totals are partitioned by the year in which the period closes (see adr/0003); Django cannot say so.
CREATE TABLE figures_sheetcells (
    closes date NOT NULL,
    sheet_id bigint NOT NULL,
    version smallint NOT NULL,
    block smallint NOT NULL,
    scope smallint NOT NULL DEFAULT 0,
    cells bigint[] NOT NULL,
    na bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (closes, sheet_id, version, block, scope),
    CONSTRAINT cells_are_64 CHECK (array_length(cells, 1) = 64),
    -- One absurd cell must not stop the fold of a whole country.
    CONSTRAINT cells_in_range CHECK (10000000000000 >= ALL (cells) AND -10000000000000 <= ALL (cells))
) PARTITION BY RANGE (closes);

CREATE TABLE figures_basetotal (
    closes date NOT NULL,
    period_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    block smallint NOT NULL,
    basis smallint NOT NULL,
    sums bigint[] NOT NULL,
    beneath bigint[],
    with_value int[] NOT NULL,
    received int[] NOT NULL,
    expected int[] NOT NULL,
    PRIMARY KEY (closes, period_id, unit_id, block, basis)
) PARTITION BY RANGE (closes);

CREATE TABLE figures_total (
    closes date NOT NULL,
    period_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    block smallint NOT NULL,
    basis smallint NOT NULL,
    sums bigint[] NOT NULL,
    to_date bigint[] NOT NULL,
    with_value int[] NOT NULL,
    received int[] NOT NULL,
    expected int[] NOT NULL,
    folded_at timestamptz NOT NULL,
    PRIMARY KEY (closes, period_id, unit_id, block, basis)
) PARTITION BY RANGE (closes);

-- The partitions of a year, made ahead. CREATE then ATTACH: PARTITION OF would wait behind every open reader.
CREATE FUNCTION figures_open_year(year int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
    part text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['figures_sheetcells', 'figures_basetotal', 'figures_total'] LOOP
        part := format('%s_%s', parent, year);
        CONTINUE WHEN to_regclass(part) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
        IF parent <> 'figures_sheetcells' THEN
            EXECUTE format('ALTER TABLE %I SET (fillfactor = 50)', part);
        END IF;
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       parent, part, make_date(year, 1, 1), make_date(year + 1, 1, 1));
    END LOOP;
END $$;

-- A leaf's cells read as if it had base totals of its own.
CREATE VIEW figures_leaf_base AS
SELECT s.unit_id, s.period_id, s.closes, m.block_id AS block, b.basis,
       c.cells AS sums,
       ARRAY[@each((c.cells[#] IS NOT NULL)::int)] AS with_value,
       ARRAY[@each((c.cells[#] IS NOT NULL)::int | coalesce((c.na >> (# - 1)) & 1, 0)::int)] AS received,
       m.mask::int[] AS expected
FROM figures_sheet s
JOIN figures_periodunit node ON node.period_id = s.period_id AND node.unit_id = s.unit_id AND NOT node.has_children
JOIN indicators_formblock m ON m.version_id = s.form_version_id
CROSS JOIN (VALUES (0::smallint), (1::smallint)) AS b (basis)
LEFT JOIN figures_sheetcells c
  ON c.closes = s.closes AND c.sheet_id = s.id AND c.block = m.block_id AND c.scope = 0
 AND c.version = CASE b.basis WHEN 0 THEN s.official_version ELSE coalesce(s.submitted_version, s.official_version) END;
