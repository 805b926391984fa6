# Imports of incidents and calls.
import-title = Imports
import-new-title = Bring in a file
import-file-hint = A table of incidents or calls: .csv or .tsv, also packed as .gz.
import-profile-hint = The profile says which column is what.
import-own-profile = Use a profile of your own
import-own-profile-label = Profile (TOML)
import-own-profile-hint = Paste the text of a profile. It is used instead of the one chosen above.
import-sending = Sending the file
import-not-arrived = The file did not arrive. Try again.
import-unfit = This file cannot be imported as it is
import-look = Look at it first
import-none-title = Nothing has been imported yet
import-none-words = Choose a file above. You see what would become of each row before anything is kept.
import-list-title = What was imported
import-kept-of = { $kept } kept
import-of-rows = of { $rows } rows
import-look-title = What would become of this file
import-would-keep = { $n ->
    [one] One row would be kept.
   *[other] { $count } rows would be kept.
}
import-would-refuse = { $n ->
    [one] One row would not, and goes into a report.
   *[other] { $count } rows would not, and go into a report.
}
import-nothing-yet = Nothing is imported yet. Rows that are known already are recognized when the import runs.
import-run = Import it
import-other = Choose another file
import-rows = Rows in the file
import-new = New
import-changed = Changed
import-unchanged = Known already
import-refused = Not kept
import-flagged-title = Kept with a remark
import-flagged-words = These rows count. The remark stays with them.
import-refused-title = Not kept
import-refused-words = These rows do not count. Mend them in the report and import it alone.
import-refused-first = The first rows that were not kept
import-line = Line
import-column = Column
import-value = What stands there
import-why = Why
import-outcome = Outcome
import-first-rows = The first rows
import-kept = kept
import-repeated = repeats an earlier row
import-reading = Reading … { $rows } rows so far
import-reading-label = Import at work
import-reading-words = You may leave this page. Nothing shows until all of it is in.
import-refresh = Look again
import-failed = This import failed, and nothing of it counts
import-did-keep = { $n ->
    [one] One row is new or changed, and counts now.
   *[other] { $count } rows are new or changed, and count now.
}
import-next = Scanning can now look for places and rises that stand out.
import-to-scanning = Go to scanning
import-report = Download the report
import-report-words = all rows that were not kept, with line, column, value and reason
import-undo-title = Undo this import
import-undo-words = What it brought is taken away, and what it changed is as before. What later imports brought stays.
import-undo-sure = Undo the whole import?
import-undo = Undo the import
flash-import-undone = The import was undone.
field-file = File
field-profile = Profile
profile-chicago-22col = incidents, 22 columns
profile-milwaukee-cad = calls for service, 8 columns
profile-police-uk-street = monthly street file, 12 columns
profile-other = shipped profile
flag-no-place = no place given
flag-zero-place = place is zero
flag-far-outside = far outside the area
flag-swapped = longitude and latitude swapped
flag-nonexistent-hour = an hour that did not exist
flag-ambiguous-hour = an hour that happened twice
flag-midnight = midnight, hour likely unknown
flag-end-before-start = ends before it starts
flag-address-unmatched = address not found
refusal-missing = something needed is missing
refusal-bad-date = date cannot be read
refusal-bad-number = number cannot be read
refusal-columns = wrong number of columns
refusal-encoding = text cannot be read
refusal-too-long = longer than allowed
refusal-duplicate-id = same id as an earlier row, other content
import-none = None
