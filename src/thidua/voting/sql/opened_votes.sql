-- All opened votes of a ballot as one text, a line each: the code, then the marks as JSON.
SELECT string_agg(code || votes::text, E'\n') AS lines FROM voting_openedballot WHERE ballot_id = %(ballot)s
