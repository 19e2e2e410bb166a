-- Hold off the round's next step until the transaction ends; points of other cards may be given meanwhile.
SELECT state FROM scorecards_round WHERE id = %(round)s FOR SHARE
