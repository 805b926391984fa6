# Words of the layout and of small parts that every page uses.
skip-to-main = Skip to main content
search-label = Search problems, places, partners, concerns
my-account = My account
sign-out = Sign out
sign-in-staff = Sign in (staff and partners)
nav-areas = Areas of work
nav-main = Main
nav-languages = Language
nav-today = Today
nav-problems = Problems
nav-partnerships = Partnerships
nav-organization = Organization
nav-personnel = Personnel
nav-information = Information
nav-inbox = Inbox
nav-log = Log
nav-map = Map
nav-more = More
page-today = Today
page-problems = Problems
page-tasks = Tasks
page-concerns = Concerns of residents
page-inbox = Inbox
page-partners = Partner organizations
page-people = People
page-areas = Beats and neighborhoods
page-settings = Settings
page-permissions = Who may do what
page-personnel = Personnel
page-information = Information
page-import = Imports
page-incidents = Incidents
page-releases = Public figures
foot-zone = Times are in { $zone }.
foot-danger = In danger now? Call { $number }.
front-title = Your police, your neighborhood
front-choose-agency = Choose your agency
front-no-agency = No agency has been set up here yet. Whoever runs this installation can add one from the command line.
front-danger = In danger now? Call { $number }. For everything else, you are in the right place.
front-tell-us = Tell us what worries you
form-errors = { $n ->
    [one] One thing needs your attention
   *[other] { $count } things need your attention
}
form-optional = (optional)
form-choose = Choose one
pager-label = Pages
pager-next = Next page
pager-first = Back to the first page
step-done = Done:
thread-title = The thread
ago-now = just now
ago-minutes = { $n ->
    [one] a minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $n ->
    [one] an hour ago
   *[other] { $count } hours ago
}
ago-days = { $n ->
    [one] yesterday
   *[other] { $count } days ago
}
in-minutes = { $n ->
    [one] in a minute
   *[other] in { $count } minutes
}
in-hours = { $n ->
    [one] in an hour
   *[other] in { $count } hours
}
in-days = { $n ->
    [one] tomorrow
   *[other] in { $count } days
}
form-none = None
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
