# What residents read: the first page, the page of a neighborhood, the form, the own page.
front-areas = Find your neighborhood
front-areas-words = See who your officers are, what they work on, and what came of what people said.
front-no-areas = No neighborhoods have been set up yet.
front-follow = What became of what I told you?
front-follow-words = When you told us something, you were given a secret link. Paste it here, or only its last part.
front-link = Your secret link
front-open = Open my page
area-other = Another neighborhood
area-officers = Your officers
area-no-officers = No officer of this neighborhood is named here yet. What you tell us still reaches the right person.
area-speaks-both = English and Spanish
area-speaks-en = English
area-speaks-es = Spanish
area-here-since = here since { $month }
area-said-did = You said, we did
area-said-nothing = Nothing stands here yet. When people tell us what worries them, this is where we say what we do about it.
area-said = You said
area-people = { $n ->
    [one] one person
   *[other] { $count } people
}
area-people-under = fewer than { $n } people
area-did-closed = We did, finished { $day }
area-working = We are working on it
area-next-word = next word by { $day }
area-next-word-late = next word was due { $day }
area-words-of = as of { $day }
area-steps = { $done } of { $all } steps done
area-outcome-fell = About { $share } fewer than in similar places (between { $low } and { $high }).
area-outcome-rose = About { $share } more than in similar places (between { $low } and { $high }).
area-outcome-fell-untold = It became less, compared with similar places.
area-outcome-rose-untold = It became more, compared with similar places.
area-outcome-chance = We measured. What changed could be chance.
area-outcome-few = There were too few incidents to tell whether it helped.
area-answered = { $share } of what { $area } told us in the last year got an answer.
area-answered-half = { $n ->
    [one] Half of the answers came within one day.
   *[other] Half of the answers came within { $count } days.
}
area-answered-none = Nobody told us anything about { $area } in the last year whose answer is due.
area-answered-few = Fewer than { $n } people told us something about { $area } in the last year: too few for figures.
area-late-none = No answer is late.
area-late = { $n ->
    [one] One answer is late.
   *[other] { $count } answers are late.
}
area-late-under = Fewer than { $n } answers are late.
area-happened = What happened here
area-here = Here
area-usual-for = Usual for { $month }
area-reading = Reading
area-range = { $low } to { $high }
area-under = under { $n }
area-hidden = not shown
area-unknown = too early to say
usual-fewer = fewer than usual
usual-as = as usual
usual-more = more than usual
area-more-classes = { $n ->
    [one] One more kind
   *[other] { $count } more kinds
}
area-nothing-happened = Nothing was recorded here in { $month }.
area-figures-words = Reported incidents of the whole neighborhood in a whole month. Counts under { $n } are not told, so that nobody can be recognized.
area-hidden-words = Where it says "not shown", the number would give another hidden one away.
area-no-figures = No figures have been published yet. They come once a month.
tell-area-unknown = I am not sure
tell-words = It takes about two minutes. You need no account and need not give your name.
tell-next = What happens next
tell-next-reads = An officer of your neighborhood reads it, and so can others at the police who work on it. Nobody else.
tell-next-days = { $n ->
    [one] You get an answer within one day.
   *[other] You get an answer within { $count } days.
}
tell-next-page = Right after sending, you see your reference and a secret link to your own page. The answer stands there.
tell-next-private = Nothing you write is published. Your e-mail address is used for answers and for nothing else.
tell-send = Send
tell-trap = Leave this empty
refused-look-again = Please look once more over what you wrote, then send it again.
refused-no-such-link = This is not a secret link of ours. It ends with 32 letters and digits; copy the whole of it.
flash-concern-raised = Thank you. We have it. Keep the link below: it is the only way back to this page.
flash-concern-again = We had this already, so nothing was taken in twice. Here is your page.
flash-thread-written = Thank you. It is on your page, and we were told.
thread-you = You
thread-waiting = We promised you an answer by { $day }.
thread-late = Our answer is late, and we are sorry. It is on top of our list.
thread-answered = You have our answer. If it does not help, write back.
thread-write = Write back
thread-send = Send
thread-mailed = Also sent to your e-mail address.
thread-mailing = On its way to your e-mail address, too.
thread-not-mailed = It could not be delivered to your e-mail address. It stands here.
keep-title = Keep this
keep-words = Save the link, or write it down. Whoever has it can read this page and write on it, so show it to nobody else. On a computer that others use, close this window when you are done.
keep-reference = Your reference
keep-link = Your secret link
keep-copy = Copy
keep-copied = Copied
field-where = Where is it?
field-where-hint = A corner, an address, the name of a place.
refused-required-where = Say where it is, as well as you can, or choose the neighborhood.
refused-required-kind = Choose what it is about. "Something else" is fine.
refused-required-words = Say it in your own words. One sentence is enough.
refused-malformed-email = Write the whole address, like name@example.org.
field-words-hint = What happens, and when. Please describe what people do rather than who they are.
field-called-hint = A first name is enough.

# The map of what happened in a month
area-map-go = { $month } on the map
area-map-title = What happened in { $area }
area-map-months = Months
area-map-words = Incidents reported in { $month }. A dot stands for a group of addresses, not for a house.
area-map-none = Nothing can be shown on the map for { $month }. The counts of the neighborhood are on its page.
area-map-list = Where, most first
area-map-more = { $n ->
    [one] One more place
   *[other] { $n } more places
}
area-map-label = What happened in { $area } in { $month }
area-map-left-out = Not on the map: { $classes }. Their counts are not told for this month, or their places are never shown.
area-map-homes = How homes stay private
area-map-homes-points = { $n ->
    [one] Each dot stands for at least one address.
   *[other] Each dot stands for at least { $n } addresses, and always for the same ones. Looking again tells nothing more.
}
area-map-homes-month = Only the month is told, never the day or the hour.
area-map-homes-sensitive = Violence at home, sexual offenses, stalking and the like are never shown at a place.
area-map-homes-small = A kind of incident is on the map only where the whole neighborhood has at least { $n } of it, and where that count gives no hidden one away.
area-map-files = The same as files:
area-map-figures-csv = counts (CSV)
area-map-points-csv = dots (CSV)
area-map-points-geojson = dots (GeoJSON)
area-map-catchments = which addresses a dot stands for (GeoJSON)
map-spot-near = On or near { $street }
map-spot = Dot { $n }
thread-texted = Also sent to you as a text message.
thread-texting = On its way to you as a text message, too.
thread-not-texted = It could not be sent to you as a text message. It stands here.
quarter-go = What we did in { $area } these three months
field-quarter = Quarter
quarter-title = What was worked on in { $area }
quarter-span = { $first } to { $last }
quarter-so-far = so far
quarter-others = Other quarters
quarter-words = Which problems were worked on in these three months, and what the police and people of the neighborhood did about them. The words are ours; the counts come from the record.
quarter-problems = Problems
quarter-no-problems = No problem that we have told about here was worked on in these months.
quarter-since = worked on since { $day }
quarter-closed-later = Finished later, on { $day }
quarter-police = { $n ->
    [one] The police finished one step.
   *[other] The police finished { $count } steps.
}
quarter-community = { $n ->
    [one] Partners of the community finished one.
   *[other] Partners of the community finished { $count }.
}
quarter-no-steps = No step was finished in these months.
quarter-meetings = Meetings, campaigns and neighborhood watch
quarter-no-meetings = Nothing of the kind took place in these months.
quarter-called-off = called off: { $why }
quarter-answers = Our answers
quarter-answered = { $share } of what { $area } told us in these months got an answer.
quarter-answered-none = Nobody told us anything about { $area } in these months whose answer is due.
quarter-answered-few = Fewer than { $n } people told us something about { $area } in these months: too few for figures.
