# How good the data are, and known flaws.
page-quality = Quality of the data
quality-title = Quality of the data
quality-none = No data yet
quality-none-words = When something was imported, you see here what is known of it and what is missing.
quality-known = What is known
quality-rows = Records
quality-place = With a place on the map
quality-hour = With an hour
quality-class = With a class of their own
quality-change = What changed with the last file
quality-change-line = { $file }, { $at }
quality-vanished = No longer in the file
quality-gaps = Weeks that lack records
quality-gaps-none = None. Every week between the first and the last has about as many as the weeks around it.
quality-gaps-found = { $n ->
    [one] One week has less than half of what is usual around it, and fewer than chance allows.
   *[other] { $count } weeks have less than half of what is usual around them, and fewer than chance allows.
}
quality-gap = Week of { $week }: { $n }, about { $usual } are usual
quality-chart = Records a week
quality-chart-words = Records a week of { $source }. Weeks that lack records are listed below.
quality-days = { $from } to { $until }
quality-days-from = since { $from }
quality-days-until = up to { $until }
quality-days-all = all days
quality-every-class = Every class
quality-notes = Known flaws
quality-notes-words = What you know is wrong with the data stands beside every figure made from them: candidates, a problem’s evidence, its result.
quality-notes-none = None was written down.
quality-note-new = Write one down
quality-note-keep = Keep it
quality-note-beside = Known about these data
quality-withdraw = It was mended
quality-withdraw-sure = Take this note away from all figures?
flash-note-written = The note stands beside the figures from now on.
flash-note-withdrawn = The note no longer stands beside figures.
import-vanished = { $n ->
    [one] One record of these days is no longer in the file
   *[other] { $count } records of these days are no longer in the file
}
import-vanished-words = An earlier file brought them and this one does not have them, or has them on a line that was not kept. They still count.
refused-until-before-from = The last day comes before the first.
field-flaw = What is wrong, and what follows for figures
field-from = From
field-through = To
