page-library = What worked
problems-view-library = What worked
library-words = Closed problems of this agency, and those other agencies sent, told together. "It cannot be told" is an honest answer and is counted like every other.
library-technique = Technique
library-offense = Class
library-cases = { $n ->
    [one] { $count } case
   *[other] { $count } cases
}
library-none = No case fits
library-none-words = Cases come here when a problem is closed with a conclusion. Choose others above, or take up another agency's cases below.
library-all = All cases that fit
library-by-technique = By technique
library-to-read = The cases to read
library-caution = Cases are pooled where they were measured to the end against comparison areas, by the plan that was locked. Several techniques often worked together: this does not tell which of them did it. Problems that nobody closed are missing, so it may look better than it is.
library-fell = Over { $cases } cases: { $change } on average against similar places, 95 % interval { $low } to { $high }.
library-rose = Over { $cases } cases there was a rise: { $change } on average against similar places, 95 % interval { $low } to { $high }.
library-chance = Over { $cases } cases no clear change: { $change } on average, and anything from { $low } to { $high } fits.
library-next = The next case of this kind may fall anywhere from { $low } to { $high }.
library-too-few = Fewer than two cases can be pooled. Read them one by one.
library-of = { $what }, from { $agency }
library-unmeasured = Not measured against anything.
library-counts = { $before } before, { $after } after
library-change = { $change } against similar places (95 % interval { $low } to { $high })
library-running = the months after were not all counted
library-alone = not pooled with others
library-export = Our cases as a file
library-import = Another agency's cases
library-import-words = A file made by Commonbeat elsewhere. It holds no person and no place; the words in it stood on a public page.
library-file = File
library-take = Take them up
flash-library-imported = { $count } cases from { $agency } stand on the shelf.
