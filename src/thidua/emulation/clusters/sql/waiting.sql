-- What waits in clusters for whoever acts for some units: duties until a day that are not done, parts of reviews that
-- are not sent; for the lead and deputies that draft documents, reviews to compile (`compiles`), once all members have
-- sent their part, or some have and the last day is over. Of clusters of this year and the last one that were not
-- dissolved.
WITH seats AS MATERIALIZED (
    SELECT cluster.id AS cluster_id, cluster.reference, cluster.name, seat.unit_id, unit.code, seat.role
    FROM clusters_seat seat
    JOIN clusters_cluster cluster
      ON cluster.id = seat.cluster_id AND cluster.dissolved_on IS NULL AND cluster.year >= %(since)s
    JOIN org_unit unit ON unit.id = seat.unit_id
    WHERE seat.unit_id = ANY(%(units)s) AND seat.during @> %(today)s::date
)
SELECT seats.cluster_id, seats.reference, seats.name, seats.unit_id, seats.code, duty.title, duty.due_on,
    duty.id AS duty_id, NULL::bigint AS review_id, FALSE AS compiles
FROM seats
JOIN clusters_duty duty
  ON duty.cluster_id = seats.cluster_id AND duty.removed_at IS NULL AND duty.due_on <= %(until)s
WHERE (duty.whose = 'members' OR seats.role = 'lead')
  AND NOT EXISTS (SELECT FROM clusters_dutydone done WHERE done.duty_id = duty.id AND done.unit_id = seats.unit_id)
UNION ALL
SELECT seats.cluster_id, seats.reference, seats.name, seats.unit_id, seats.code, review.title, review.due_on, NULL,
    review.id, FALSE
FROM seats
JOIN clusters_review review ON review.cluster_id = seats.cluster_id AND review.compiled_at IS NULL
WHERE NOT EXISTS (
    SELECT FROM clusters_reviewpart part
    WHERE part.review_id = review.id AND part.unit_id = seats.unit_id AND part.sent_at IS NOT NULL
)
UNION ALL
SELECT seats.cluster_id, seats.reference, seats.name, seats.unit_id, seats.code, review.title, review.due_on, NULL,
    review.id, TRUE
FROM seats
JOIN clusters_review review ON review.cluster_id = seats.cluster_id AND review.compiled_at IS NULL
JOIN LATERAL (
    SELECT count(part.id) AS sent, count(*) AS members
    FROM clusters_seat member
    LEFT JOIN clusters_reviewpart part
      ON part.review_id = review.id AND part.unit_id = member.unit_id AND part.sent_at IS NOT NULL
    WHERE member.cluster_id = review.cluster_id AND member.during @> %(today)s::date
) gathered ON gathered.sent > 0 AND (gathered.sent = gathered.members OR review.due_on < %(today)s)
WHERE seats.role <> 'member' AND seats.unit_id = ANY(%(drafts)s)
ORDER BY due_on, title, unit_id
