# Anonymous tips
action-give-tip = Give a tip without a name, and go on with it by its code
action-read-tips = Read tips; each reading is in the trail
action-answer-tip = Answer tips, close them, tie them to problems and concerns
acts-tip = Tips
page-tips-desk = Tips
refused-tips-busy = Many people are writing at this moment. Nothing of yours is lost: please send it again in a minute.
refused-tip-code-slip = There is a slip in it: one character is wrong, or two changed places. Please compare it with your paper.
refused-tip-code-wrong = This code opens nothing. It may be mistyped, or what was written with it is erased.
refused-tip-code-not-the-same = This is not the code above. Please type it as it stands there.
refused-malformed-tip-code = A code has five groups of four letters and digits.
refused-tip-danger-first = First say what was done about the words that sound like danger.
refused-tip-closed-already = This tip is closed already.
refused-tip-tie-unknown = There is no problem or concern with this reference.
refused-tip-tie-many = A tip can be tied to 20 records at most.
refused-malformed-tip-tie = A reference looks like P-2026-0142 or C-2026-0007.

# What people see who give one
tips-window = Information
tips-title = Give a tip without your name
tips-front-words = Tell us what you know. We do not learn who you are, and you can still read our answer.
tips-go = Give a tip
tips-leave = Leave this page now
tips-words = Write what you know. You need no account and no name. You get a code: with it you can read our answer and write again. Without it nobody can, not even we for you.
tips-no-emergency = Not for emergencies
tips-not-at-once = Tips are not read at once.
field-tip-words = What do you know?
field-tip-words-hint = What happens, where and when, and how you know. Describe what people do. Leave out what only you could know if you do not want to be recognized.
tips-keep-title = What you should know
tips-keep-code = On the next page you see your code once. Keep it: it cannot be sent to you and cannot be made again.
tips-keep-nothing = We keep no name, no account, no cookie and no network address of yours. Your words are stored encrypted.
tips-keep-readers = Only a few supervisors and commanders can read tips, and each reading is noted.
tips-keep-days = { $n ->
    [one] It is erased one day after the last word, yours or ours. Only a count stays.
   *[other] It is erased { $count } days after the last word, yours or ours. Only a count stays.
}
tips-keep-files = You cannot attach pictures or files here: they often hold a place or a name that nobody sees.
tips-cannot-title = What we cannot hide
tips-cannot = This device may remember that you were on this site, and your network may see that you visited it, not what you wrote. Use a device and a network that are yours alone or a public one, a private window, or Tor Browser. The button on top leaves quickly; it does not clean the history of the device. When a tip came is kept.
tips-send = Send the tip
tips-have-code = I have a code
tips-have-code-words = Read our answer, and write again.
field-tip-code = Your code
field-tip-code-hint = Five groups of four. Capitals, spaces and dashes do not matter.
tips-open = Open
tips-new = I want to give a new tip
tips-given = Thank you. Keep this code now.
tips-given-words = It is shown this once. Write it down by hand or print it. The printed sheet holds the code and the address of the page, and no word of your tip.
tips-code = Your code
tips-print = Print
tips-code-care = Keep it where nobody finds it who should not read along. Better not as a picture on a phone that others use.
tips-type-back = Type the code from your paper, so that we both know you have it
tips-kept = I have the code
tips-danger = Your words sound like danger now. We told the supervisors, but it is no promise that somebody reads it this minute. Please call.
tips-code-kept = The code works. You can leave now and come back with it.
tips-written = We have it. Come back with your code for the answer.
tips-thread = Your tip
tips-there-is-answer = Our answer stands below.
tips-no-answer-yet = Nobody has answered yet.
tips-ends = If nobody writes, all of this is erased after { $day }.
field-tip-more = Write again
tips-send-more = Send
tips-come-back = Nobody can tell you when there is an answer, since we do not know who you are. Look again in a few days.

# What those see who read them
tips-desk-words = Words of people who gave no name. Nobody here can find out who they are, and nobody should try. This list holds no word of them; each tip that is opened is noted in the trail.
tips-public-page = The page for tips
tips-danger-first = Words of danger
tips-danger-first-none = No words of danger wait.
tips-waiting = They wrote last
tips-waiting-none = No tip waits for an answer.
tips-answered = We wrote last
tips-answered-none = None. When you have answered a tip, it stands here.
tips-closed = Closed
tips-closed-none = No tip is closed.
tips-erased = { $n ->
    [0] None was erased this year.
    [one] One was erased this year because nobody wrote on it any more.
   *[other] { $count } were erased this year because nobody wrote on them any more.
}
tip-above = Anonymous tip
tip-danger = danger
tip-state-waiting = waits for us
tip-state-answered = answered
tip-state-closed = closed
tip-last = Last word { $when }
tip-writer = Who wrote it
tip-danger-words = Read it now and act. Nobody can be called back: what the person reads is what you write here.
tip-talk = What was said
tip-answer = Answer
field-tip-answer = Your answer
field-tip-answer-hint = The person reads it only when coming back with the code. Your name is not shown. Ask for nothing that would show who it is.
tip-send = Leave the answer
tip-facts = About this tip
tip-received = Came
tip-language = Written on the page in
tip-language-en = English
tip-language-es = Spanish
tip-ends = Erased unless somebody writes
tip-close = Close it
tip-ties = Problems and concerns
tip-ties-words = Tie it to what it is about. No word of the tip goes there; what you learn from it, check and write in your own words.
tip-tie = Tie
tip-untie = Take away
field-tip-tie = Reference
field-tip-tie-hint = P-2026-0142 or C-2026-0007
today-tips = Tips without a name
thread-tip = Anonymous tip { $token }
flash-tip-answered = The answer waits for whoever has the code.
flash-tip-closed = Closed. It opens again if the person writes.
flash-tip-tied = Tied.
