# Concerns of residents.
concern-kind-traffic = Speeding, parking or unsafe crossings
concern-kind-theft = Break-ins or theft
concern-kind-violence = Fights, threats or violence
concern-kind-noise = Noise or a quarrel among neighbors
concern-kind-drugs = Drugs or drinking in public
concern-kind-surroundings = Litter, dark places or empty buildings
concern-kind-other = Something else
concern-state-waiting = waits for an answer
concern-state-late = answer is late
concern-state-answered = answered
channel-web = On the web
channel-person = In person
channel-phone = By telephone
channel-meeting = At a meeting
delivery-waiting = on its way
delivery-sent = sent
delivery-failed = could not be delivered

# What a rule says.
refused-other-problem = This concern belongs to another problem. Look at it again before you tell what came of it.
refused-nobody-waits = Everybody who raised this was told already.
refused-no-incidents = There are no incidents yet. Import some first.
refused-month-not-whole = This month is not over yet, or the incident data do not reach its last day.
refused-month-before-data = This month lies before the incident data begin.
refused-month-frozen = This month is frozen already. What was published is never changed.
field-called = What may we call you?

# The inbox, a thread, a concern written down.
concerns-title = Concerns of residents
concerns-log = Write one down
concerns-piles = Piles
concerns-owed = Wait for an answer
concerns-all = All, newest first
concerns-filter = Filter
concerns-any = Any
concerns-show = Show
concerns-late = { $n ->
    [one] One answer is late
   *[other] { $count } answers are late
}
concerns-none = No concerns yet
concerns-none-owed = Nobody waits for an answer
concerns-none-words = What residents tell on the public pages, or tell you in person, stands here with the next due first.
concerns-none-filtered = Nothing matches this filter
concerns-unfilter = Show everything
concern-due-today = due today
concern-late-since = late since { $day }
concern-wrote-again = wrote again
concern-talk = What was said
concern-answer = Answer
concern-answer-label = Your answer
concern-answer-goes = It stands on the resident's page under your name, and goes out by e-mail.
concern-answer-stays = The resident left no e-mail address: it stands on the resident's page under your name.
concern-start-with = Begin with:
answer-name-read = we read it
answer-name-counting = we look closer
answer-name-done = what was done
answer-name-others = somebody else decides
answer-hello = Hello,
answer-hello-name = Hello { $called },
answer-start-read = thank you for telling us. I have read it, and I am the officer for your neighborhood. This is what I do next: 

    You will hear from me again by 
answer-start-counting = thank you. Before we act we want to know how often this happens and when. We look from ... to ..., and I tell you what we found by 
answer-start-done = you told us about this, and here is what came of it: 

    If it comes back, write to me here. 
answer-start-others = thank you for telling us. This is decided by ... and not by the police. I have passed it on to ... on ..., and I ask again on 
concern-send = Send the answer
concern-is-outcome = This tells what came of { $reference }; the problem cannot close without it
concern-outcome-told = what came of it
concern-reads-en = This resident reads English
concern-reads-es = This resident reads Spanish
concern-resident = Resident
concern-resident-told = Resident, written down by { $name }
concern-agency = The agency
concern-not-given = not given
concern-facts = About it
concern-fact-where = Where
concern-fact-area = Neighborhood
concern-fact-beat = Beat
concern-fact-came = How it came in
concern-fact-called = Called
concern-fact-email = E-mail
concern-fact-answered = First answered
concern-similar = Others like it, last 90 days
concern-problem = Make it part of a problem
concern-make-problem = Open a problem of it
concern-open-problem = Open the problem
concern-attach = Attach to an open problem
concern-move = Move to another problem
concern-attach-button = Attach
concern-answer-all = Answer everybody who raised it
concern-this = This concern
concern-in-problem = Part of a problem
concern-no-problem = A problem, if there is more to it
concern-told-later = The resident is told what came of it
delivery-failed-refused = The receiving server refuses this address.
delivery-failed-gave-up = The mail server did not take it, however often it was tried.
delivery-failed-no-server = No mail server is set up.
flash-concern-answered = Answered. It stands on the thread of { $reference }.
flash-concern-attached = { $reference } is part of the problem now.
flash-problem-of-concern = { $reference } is open, with the resident's words as its first statement.
flash-all-answered = Everybody who waited was answered.
page-log = Write down a concern
log-title = Write down what you were told
log-words = What they told you, in their words
log-called = What may we call them?
log-save = Save
logged-title = Saved
logged-words = Give the resident the reference and the link: they lead to the answer.
logged-mailed = Both also go to the resident's e-mail address.
logged-link = The resident's secret link
logged-next = Write down another
logged-open = Open it
to-all-title = Answer everybody who raised it
to-all-back = Back to the problem
to-all-none = No resident raised this
to-all-none-words = When concerns are attached to the problem, the people who told them are answered here.
to-all-waiting = { $n ->
    [one] One person waits for word of what came of it
   *[other] { $count } people wait for word of what came of it
}
to-all-label = One answer to all who wait
to-all-hint = Each reads it on the own page, and by e-mail where there is an address. Write in the languages they read.
to-all-send = Send to all who wait
to-all-done = Everybody was told what came of it.
to-all-who = Who raised it
to-all-told = told
to-all-not-told = not told yet
to-all-by-mail = page and e-mail
to-all-by-page = page
channel-email = By e-mail
channel-sms = By text message
delivery-delivered = arrived
delivery-failed-bounced = It was taken and came back: nobody is reached there.
delivery-failed-stopped = Whoever is there asked to get nothing more.
concern-fact-phone = Telephone
concern-answer-texts = It stands on the resident's page under your name, and goes out as a text message. Short words cost less.
concern-answer-stopped = This address or number asked to get nothing more: it stands on the resident's page alone, under your name.
concern-others = Others from the same person
