# The inbox, promises, what is owed on a thread, whether it helped.
inbox-piles = Whose
inbox-mine = Mine
inbox-nobodys = Nobody's yet
inbox-late = With the supervisors
inbox-all = Everybody's
inbox-none-mine = You owe nobody an answer
inbox-none-nobodys = Every thread has somebody
inbox-none-late = Nothing is late
inbox-none-all = Nothing is owed to anybody
inbox-none-mine-words = New concerns of your beat, promises you made and residents who write again stand here, the next due first.
inbox-none-words = What is owed to residents stands here, the next due first.
inbox-no-owner = nobody has it yet
inbox-danger = Sounds like danger
inbox-danger-words = Read these first. Call the resident or dispatch if somebody is in danger, then say what was done.
inbox-danger-tag = sounds like danger
inbox-reopened = opened again
inbox-answer-due = answer by { $day }
inbox-answer-today = answer due today
inbox-answer-late = answer late since { $day }
inbox-promise-due = promise due { $day }
inbox-promise-today = promise due today
inbox-promise-late = promise late since { $day }
concern-fact-owner = Has it
owner-change = Give it to somebody
owner-button = Give it
flash-thread-owned = Done. It stands in that person's inbox.
refused-cannot-answer = This person cannot answer residents at the moment.
promises-title = Promises
promise-make = Promise something
promise-button = Promise it
promise-end = What became of it?
promise-end-label = What was done, or why not. The resident reads it.
promise-was-kept = It was kept
promise-was-broken = It was not kept
promise-open = by { $day }
promise-late = late since { $day }
promise-kept = kept
promise-kept-late = kept, but late
promise-broken = not kept
promise-letter = { $promise }

    You can count on it by { $day }.
letter-day = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $day }, { $year }
field-promise = What do you promise?
field-promise-hint = The resident reads it in these words. Promise what is in your own hands.
field-promise-due = By when?
refused-required-promise = Write what you promise.
refused-required-promise-due = Choose the day by which it will be done.
refused-past-day = This day is over.
refused-too-far = Choose a day within a year.
refused-promise-ended = What became of this promise stands here already.
flash-promise-made = Promised. It stands on the thread of { $reference }, and in your inbox until it is kept.
flash-promise-kept = Kept. The resident of { $reference } reads what you did.
flash-promise-broken = The resident of { $reference } reads why it was not kept.
contact-title = Write down what the resident told you
contact-button = Put it on the thread
field-told = What did they say?
field-told-hint = In their words. It stands on their page under the same reference.
refused-required-told = Write down what they said.
flash-contact-written = It stands on the thread of { $reference } now.
channel-paper = On paper
danger-title = These words sound like present danger
danger-words = Somebody may need help now. The supervisors have a letter about it.
danger-seen-label = What was done?
danger-seen-button = Somebody has seen to it
refused-required-note = Say in a sentence what was done.
refused-no-danger-waits = Somebody has seen to this already.
flash-danger-seen = Thank you. { $reference } has left the top of the inbox.
notice-subject-danger = Read this now: words that sound like danger
notice-danger = A resident wrote words that sound like present danger. Read them now and act: { $what }
notice-subject-late = Residents wait longer than we promised
notice-threads-late = These answers or promises became late and are yours to look after now: { $what }

# A resident's own page.
thread-danger = What you wrote sounds as if somebody were in danger. This page is not watched all the time. Please call now; we have also called somebody here to read it.
helped-title = Did this help?
helped-yes = Yes
helped-partly = In part
helped-no = No
rated-yes = it helped
rated-partly = it helped in part
rated-no = it did not help
rated-you-yes = You said: it helped
rated-you-partly = You said: it helped in part
rated-you-no = You said: it did not help
refused-not-answered-yet = There is no answer yet.
refused-still-open = We owe you an answer already. You can write to us above.
flash-thread-rated = Thank you. It helps us to see what works.
reopen-title = It is not solved: open it again
reopen-button = Open it again
field-helped = Did it help?
field-note = What was done, or why not
field-again = What is still wrong?
refused-required-again = Tell us in a sentence what is still wrong.
flash-thread-reopened = It is open again. You get an answer as if it were new.
steps-title = What happened so far
step-received = We have it
step-owned = { $name } has it
step-owned-somebody = Somebody of your neighborhood's officers has it
step-answered = We answered
step-escalated = It was late and went to a supervisor
step-promised = We promised something by { $day }
step-kept = We kept a promise
step-broken = We could not keep a promise, and said why

# Before a report of a suspicious person.
nudge-title = One more look before you send it
nudge-words = What did the person do? Tell us the actions you saw, such as trying car doors or looking into windows. How somebody looks, or that you do not know them, helps nobody. Change your words, or send them as they are.
page-inbox-aside = Set aside
aside-words = What came by e-mail or text message and stands on no thread. Nothing is thrown away: look here now and then.
aside-look = To look at
aside-bounces = Reports of mail servers
aside-machines = Written by machines
aside-none = Nothing.
aside-too-many = This sender began many threads within a day.
aside-stop-unproven = It asks to hear nothing more, but did not come to an address of ours that shows whose it is. Ask before you act: anybody can write any sender.
aside-no-answer = There is no address or number to answer to.
aside-not-ours = It is about no letter of ours, or pretends to be. Nothing was changed.
aside-loop = It came from one of our own addresses.
aside-empty = It holds no words.
inbound-new = New
inbound-reply = Reply
inbound-survey-answer = Says whether it helped
inbound-keyword = Keyword
inbound-bounce = Not delivered
inbound-auto-reply = Automatic
inbound-set-aside = Set aside
aside-seen-to = Looked at
aside-older = Older
aside-nobody = No sender
aside-danger = Sounds like danger
aside-begin = Begin a thread
aside-stop = Send them nothing more
aside-done = Nothing to do
aside-unreadable = Its parts are nested too deep to be read. Only its head is known.
aside-machine-answer = A program answered by itself.
aside-machine-server = A mail server wrote it.
aside-machine-absence = A note of absence.
aside-machine-list = A mailing list passed it on; a person may have written it.
aside-bounce = The mail server says: { $said }
inbound-seen-to = Looked at
flash-thread-begun = A thread began with this message.
flash-seen-to = Noted.
refused-seen-to = Somebody has looked at this message already.
refused-aside-wordless = There are no words to begin a thread with.
