# Scanning: the list, a run, one candidate.
page-scanning = Candidates from scanning
scanning-title = { $n ->
    [0] No candidates wait
    [one] { $count } candidate waits for a decision
   *[other] { $count } candidates wait for a decision
}
scanning-title-other = { $n ->
    [one] { $count } candidate
   *[other] { $count } candidates
}
scanning-ran = Last run { $when }
scanning-data = data up to { $day }
scanning-look = Look again
scanning-look-first = Look now
scanning-import = Import incidents
scanning-running = Looking over the incidents …
scanning-running-words = This takes a few seconds to a few minutes. You can leave this page; the run goes on.
scanning-failed = The last run did not finish
scanning-kind = Kind
scanning-beat = Beat
scanning-decision = Decision
scanning-by-harm = Most harm first.
scanning-respected = { $n ->
    [one] { $count } finding was left out because somebody had set it aside.
   *[other] { $count } findings were left out because somebody had set them aside.
}
scanning-none = Nothing stands out
scanning-none-words = The last run found nothing above the usual that is not decided yet. Look again when there are new incidents.
scanning-none-here = Nothing with these choices
scanning-none-here-words = Other kinds, beats or decisions may have candidates.
scanning-all = Show all that wait
scanning-never = No candidates yet
scanning-never-words = When incidents have been imported, places and rises that stand out appear here. Import incidents first, then look.
scanning-map = Candidates on the map
scanning-harm = Harm { $harm }
scanning-concerns = Concerns
scanning-what-where = { $what }: { $place }
scanning-count = { $count } in { $weeks } weeks
scanning-count-usual = { $count } in { $weeks } weeks, about { $usual } would be usual
scanning-level-much = much more than usual
scanning-level-more = more than usual
scanning-level-concerns = people told us
scanning-hours = { $from } to { $until }
scanning-busy = Mostly { $when }
scanning-statement = { $title }. { $count } incidents from { $from } to { $until }; about { $usual } would be usual.
scanning-statement-concerns = { $title }. { $count } concerns of residents from { $from } to { $until }.
scanning-found = found { $day }
scanning-answer = { $count } × { $what } from { $from } to { $until }. About { $usual } would be usual here: { $times } times as many.
scanning-answer-rise = { $count } × { $what } from { $from } to { $until }. The same weeks of earlier years lead one to expect about { $usual }: { $times } times as many.
scanning-answer-concerns = { $count } concerns lie close together, raised from { $from } to { $until }: { $what }.
scanning-decide = Decide
scanning-where = Where it is
scanning-spots = Addresses that come up most
scanning-spots-hidden = Addresses are left out: these matters are too sensitive to be looked through by place.
scanning-when = When it happens
scanning-rhythm = Incidents by day and hour
scanning-rhythm-even = No days or hours stand out.
scanning-unknown-hours = { $n ->
    [one] { $count } more has no known hour.
   *[other] { $count } more have no known hour.
}
scanning-figures = Figures
scanning-fact-found = Found
scanning-fact-usual = Usual
scanning-fact-period = Looked at
scanning-fact-harm = Harm above the usual (a theft is 1)
scanning-fact-neighborhood = Neighborhood
scanning-method = How it was found
scanning-method-hot-place = The area was laid out in squares. A square stands out when it and its neighbors together hold more than chance would put there. Squares that touch were joined.
scanning-method-repeat-place = Every address was counted. This one comes up more often than chance would have it, if all addresses were alike.
scanning-method-rise = The last weeks were compared with the same weeks of earlier years, so that seasons do not look like a rise.
scanning-method-concern-cluster = Residents' concerns of the same kind that lie close together were put into one group.
scanning-method-limits = This says that something is there, not why, and nothing about any person. What was never reported is not in it.
scanning-chance = So many places were looked at that some stand out by luck. After allowing for that, the share of such findings that is luck is at most { $q }.
scanning-chance-tiny = So many places were looked at that some stand out by luck. After allowing for that, the share of such findings that is luck is under 0.001.
scanning-choice-gi-star-z = How far out it stands (Gi*, standard errors)
scanning-choice-share-percent = Share of all incidents of this class, in percent
scanning-choice-rate-ratio = Times the earlier years
scanning-choice-cell-m = Side of a square, in meters
scanning-choice-cells = Squares
scanning-choice-false-discovery-rate = Share of findings allowed to be luck
scanning-choice-places-at-risk = Compared with
scanning-choice-fewest = Fewest incidents that count
scanning-choice-weeks = Weeks
scanning-choice-earlier-years = The same weeks of earlier years
scanning-choice-dispersion = Dispersion (1 is pure chance)
scanning-choice-interval-95 = 95 % sure it lies in
scanning-accept = Make it a problem
scanning-accept-words = You lead it, and it goes through scanning, analysis, response and assessment. The weeks that showed it will not count as its "before".
scanning-accept-go = Make it a problem
scanning-tier-quick = Small: asks little on paper.
scanning-tier-formal = Much time, or work with partners: asks for all four stages in full.
scanning-join = Join it to a problem
scanning-join-words = If somebody works on this already, add it there.
scanning-join-none = No open problem on this beat.
scanning-join-go = Join
scanning-dismiss = Set it aside
scanning-dismiss-words = Say why. Later runs leave it out unless it grows by half.
scanning-dismiss-go = Set aside
flash-candidate-accepted = It is a problem now, and you lead it.
flash-candidate-joined = The candidate was joined to this problem.
flash-candidate-dismissed = The candidate was set aside.

# Maps
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-whole = Show the whole area
map-failed = A part of the map could not be loaded. The list says the same.
map-gestures = Use two fingers to move the map
map-without = The map needs script. The list says the same.
