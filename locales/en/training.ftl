# Training
action-read-training = Read training records: one's own, of the units one leads, or everybody's
action-keep-training = Keep training records: rosters, requirements, excuses
page-training = Training: what is due
page-training-keep = Rosters and requirements
page-training-mine = My training
training-all = What is due
training-record = Training record
training-due = What is due
training-on = Due
training-missing = Missing
training-state = State
training-hours = { $n } h
training-overdue = Past day and grace
training-near = Due within { $days } days, past ones among them
training-no-rules = No requirement is set
training-no-rules-words = Requirements are data: take over a state's examples under "Rosters and requirements", and check them against your own law.
training-nothing-due = Nothing is due within 90 days.
training-nothing-asked = Nothing is asked of this person.
training-private = This record is seen by its person, by who leads the person's unit, and by those who keep training records. Whoever opens another's leaves a row in the trail.
training-excuses = Excused
training-excuse = Excuse from a requirement
training-excuse-do = Excuse
training-attended = Attended
training-none = No course is on record.
training-began = First day of work
excuse-line = { $rule }: { $kind } until { $day }. { $why }
excuse-kind-leave = leave
excuse-kind-exemption = exemption of the post
excuse-kind-waiver = waiver of the board
due-done = done
due-later = later
due-soon = soon
due-grace = in the grace
due-overdue = overdue
roster-title = A provider's roster
roster-words = Paste the file as CSV. Its first line names the columns: email, course, date (2026-02-16), hours, and where you have them topics, result, provider and certificate. Good lines are taken, the others are told one by one; sent again, nothing stands there twice.
roster-take = Take it over
roster-taken = { $taken } taken, { $known } on record already, { $wrong } not taken.
roster-wrong = Lines that were not taken
roster-line = Line
roster-why = Why
roster-nobody = Nobody here has this address
roster-partner = This is a partner's account
roster-left = This person has left
roster-date = The day cannot be read, or lies ahead
roster-hours = The hours cannot be read
roster-course = The course or its topics cannot be taken
rules-title = Requirements
rules-words = Examples that come with the house. They were read from published rules; check them before you rely on them.
rules-take = Take over { $pack }
pack-california = California
pack-minnesota = Minnesota
rule-cycle = { $n ->
    [one] in each month
   *[other] in each { $count } months
}
rule-rolling = { $n ->
    [one] within the last month
   *[other] within the last { $count } months
}
rule-once = { $n ->
    [one] once, within a day
   *[other] once, within { $count } days
}
field-rule = Requirement
field-began = First day of work
field-excused-until = Until
field-excuse-kind = Kind
field-excuse-reason = Why
field-roster = Roster
field-course = Course
field-result = Result
field-rules = Requirements
refused-training-ahead = This day lies ahead.
refused-rule-twice = A requirement stands there twice.
refused-excuse-past = This day has passed.
refused-roster-columns = The first line must name email, course, date and hours.

# Classes
page-training-classes = Classes and calendar
class-words = What is held when. Take a seat yourself; whoever keeps training records sees who has one.
class-ahead = To come
class-past = Held
class-due = Due for you
class-none = No class is planned.
class-none-past = No class has been held yet.
class-nothing-due = Nothing is due for you.
class-days = { $from } to { $until }
class-left = { $n ->
    [one] one seat left
   *[other] { $count } seats left
}
class-mine = you have a seat
class-plan = Plan a class
class-plan-words = Topics are short names separated by commas, such as "use-of-force, first-aid". Requirements count hours by them.
class-plan-do = Plan it
class-when = When
class-about = The class
class-take = Take a seat
class-give-back = Give the seat back
class-call-off = Call the class off
class-seat-for = Give somebody a seat
class-seat-do = Give the seat
class-seats = Seats
class-no-seats = Nobody has a seat yet.
class-came = There
class-open = not on record yet
class-not-there = was not there
class-hold = Who came
class-hold-words = Hours of everybody with a seat; 0 for who was not there. Who came gets the course on record, and what is due is worked out anew.
class-hold-do = Put on record
class-state-planned = planned
class-state-held = held
class-state-called-off = called off
class-method-room = in a room
class-method-live = live, online
class-method-alone = by oneself, online
class-method-scenario = scenarios, range or street
flash-class = The class is saved.
flash-use = It is noted with the course.
use-title = Note where you used it
use-on = Used on
use-words = What you learnt counts when it is used. Name a problem and say what of the course you used there. It stands in your own record and can be evidence in your evaluation.
use-do = Note it
field-provider = Provider
field-certificate = Certificate
field-course-number = Course number
field-class-topics = Topics
field-class-hours = Hours
field-class-method = How it is taught
field-class-begins = First day
field-class-ends = Last day
field-class-place = Place and time
field-class-seats = Seats
field-seat-email = E-mail of the person
field-used-problem = Problem, such as P-2026-0012
field-used-words = What you used
refused-class-over = This class has begun, was held, or was called off.
refused-class-full = No seat is left.
refused-class-runs = The class is not over yet.
refused-seat-taken-already = This person has a seat already.
refused-seat-open = Somebody with a seat is missing here.
refused-hours-too-many = These are more hours than the class has.
refused-no-such-problem = There is no such problem, or not for you.
refused-nobody-here = Nobody who works here has this address.
refused-training-long-ago = This day lies too long ago for a working life.
