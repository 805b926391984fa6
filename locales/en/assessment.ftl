# Assessment: the plan, the result.
refused-no-controls = The plan has nothing to compare with. Choose at least one comparison place first.
refused-no-data = There are no incidents yet to count. Import some first.
refused-no-fair-baseline = The data hold fewer than three whole months that had no part in finding this problem. Import earlier incidents, or wait until there are more months.
refused-no-month-after = No whole month has passed since the response started, or the incident data do not reach that far. Import newer incidents, or come back later.
refused-no-place = Nobody knows yet where this problem lies. Give it a beat or a neighborhood first.
refused-not-started = The response has not started yet; there is nothing to measure.
refused-plan-changed = The plan was changed while this was being counted. Look at it again.

# The plan.
field-controls = Comparison places
field-months-before = Months before
field-months-before-hint = Whole years count each season alike.
field-months-after = Months after
plan-window = { $from } to { $to }
plan-words = Decide now how you will know whether it worked. Once the response starts, this plan is sealed, so that nobody can pick the months or places that look best afterward.
plan-none = There is no plan yet for telling whether it worked. Make it before the response starts.
plan-waits-start = The plan is ready. It is sealed when the response starts.
plan-waits-end = The months after end on { $day }. You can measure earlier; the page then says that it is not the result yet.
plan-make = Make the plan
plan-change = Look at the plan
plan-save = Save the plan
plan-look = Try these choices
plan-stop = A plan cannot be made yet
plan-is-sealed = This plan is sealed
plan-is-sealed-words = If you change it, the page shows that it was changed and why.
plan-sealed = Plan sealed { $day } (seal { $hash }).
plan-deviates = The plan was changed after the response started
plan-sees = This design could be expected to see a fall of { $fall } or more.
plan-sees-nothing = There are too few incidents: this design could not be expected to see even a total stop.
plan-sees-how = "Could be expected" means: in 4 of 5 cases. The data cover { $data }.
plan-warnings = Good to know
plan-warning-short-baseline = Less than a year before: a season may look like an effect.
plan-warning-part-of-year = The months before are not whole years, so some seasons count twice.
plan-warning-few-incidents = Fewer than 30 incidents before. Only a large change will show.
plan-warning-empty-months = In some of these months nothing at all is on record. Perhaps data are missing.
plan-warning-no-controls = Nothing is chosen to compare with.
plan-warning-other-levels = Too few places have as many incidents. These have more or fewer, but moved alike.
plan-warning-none-alike = No place of this size is alike. Everything around is compared instead.
plan-warning-sees-nothing = Counts are too small to see any change. Count more classes, or longer.
plan-warning-no-start-day = The response has no first day yet; today was taken.
plan-warning-not-chosen-by-scanning = Nobody noted which months drew attention to this. If it was picked for a recent peak, leave those months out: a peak falls back by itself.
plan-what = What is counted, and when
plan-chosen = Months that drew attention, not counted
plan-class-count = { $n ->
    [one] { $count } nearby before
   *[other] { $count } nearby before
}
plan-power = What could be seen
plan-power-caption = Smallest fall seen in 4 of 5 cases
plan-power-months = Months after
plan-power-expected = Expected if nothing is done
plan-power-fall = Fall
plan-no-fall = none
plan-power-words = More months or more comparison places let smaller falls be seen.
plan-controls = Compared with
plan-controls-words = Places of the same size, clear of the treated area and its rings, that had about as many incidents and moved alike before.
plan-looked-at = { $n ->
    [0] No place was looked at.
    [one] { $count } place was looked at.
   *[other] { $count } places were looked at.
}
plan-balance = How alike they are
plan-before = Before
plan-level = Level
plan-drift = Drift apart
plan-balance-words = Level: times the treated area's. Drift apart: how differently it moved over the months before.
plan-by-rule = by the rule
plan-treated = Treated
plan-a-month = { $n } a month
plan-times = { $times } ×
plan-rest = Everything around ({ $name })
plan-nameless = A place without a name
plan-map = Treated area, rings and comparison places
flash-plan-saved = The plan was saved.

# The result.
result-heading = Result of the assessment
result-worked = Did it work?
result-open = Result with its months
result-measure = Measure now
result-again = Measure again
result-none = There is no result yet
result-incidents = These incidents
result-fell = { $what } fell by about { $change } compared with similar places. We are 95 % sure the fall lies between { $low } and { $high }.
result-rose = { $what } rose by about { $change } compared with similar places. We are 95 % sure the rise lies between { $low } and { $high }.
result-chance = No clear change: this could be chance. { $what } compared with similar places: anything from a fall of { $fall } to a rise of { $rise } fits the figures.
result-chance-wide = No clear change: this could be chance.
result-too-few = There are too few to tell: { $before } before, { $after } after. Only a drastic change would show.
result-counts = { $before } before, { $after } after in the treated area; { $others_before } before, { $others_after } after in the comparison places. { $months_before } months before, { $months_after } after.
result-places = { $n ->
    [one] { $count } comparison place.
   *[other] { $count } comparison places.
}
result-interim = Not the result yet: { $counted } of { $all } months are counted so far. The months after end on { $day }.
result-chart = { $what }, a month
result-chart-words = The treated area against what similar places lead one to expect. The gray band is where a month without any effect would lie in 19 of 20 cases.
result-chart-own = treated area
result-chart-expected = expected
result-chart-start = response starts
result-title = Where else did anything change?
result-area = Area
result-before = Before
result-after = After
result-change = Against comparison
result-reading = Reading
result-treated = Treated: { $name }
result-ring = Ring { $name }
result-between = { $low } to { $high }
result-no-ratio = none
result-method = How it was measured
result-how = The change in the treated area was set against the change in the comparison places over the same months. What both share, such as the season or a change in reporting, falls out.
result-how-t = Counts jump around { $dispersion } times as much as pure chance makes them (the dispersion); the interval allows for that. It is Student's t with { $df } degrees of freedom on the logarithm of the ratio.
result-how-exact = A count is small, so the exact test was used, which needs no large numbers.
result-how-both = A count is small and counts jump around { $dispersion } times as much as pure chance makes them. Of the exact test and Student's t with { $df } degrees of freedom, the more cautious was taken.
result-how-none = Nothing was on record in the months before, or none in the comparison places, so no ratio can be had.
result-wdd = In incidents: { $estimate } against what was expected, 95 % interval { $low } to { $high } (weighted displacement difference; below 0 is a fall).
result-how-rings = The rings show whether it moved next door, or whether next door gained too. Two rings are two chances to be misled, so each must show more before it counts.
result-how-chosen = The months that drew attention ({ $days }) are not counted: a place picked for its peak falls back by itself.
result-measured = Measured { $when }.
result-months = Month by month
result-month = Month
result-months-words = "Expected" is what the comparison places had, brought to the treated area's level before.
result-csv = Download as CSV
flash-result-measured = Measured.
