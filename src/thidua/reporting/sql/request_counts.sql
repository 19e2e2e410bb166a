-- How far the reports of windows that are owed are: asked, handed in, accepted, handed in late or late by now.
SELECT period_id,
       count(*) AS asked,
       count(*) FILTER (WHERE state IN ('submitted', 'accepted', 'amending', 'closed')) AS answered,
       count(*) FILTER (WHERE state IN ('accepted', 'amending', 'closed')) AS accepted,
       count(*) FILTER (WHERE CASE WHEN state IN ('draft', 'returned') THEN %(now)s ELSE submitted_at END > due_at) AS late
FROM reporting_report
WHERE EXISTS (SELECT FROM figures_sheet s WHERE s.id = sheet_id AND s.owed) AND period_id = ANY(%(periods)s)
GROUP BY period_id
