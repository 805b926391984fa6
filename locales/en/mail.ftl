# Letters to residents. $agency, $reference, $called (what the resident likes to be called), $number (to call in
# danger), $days (within which an answer is promised).
mail-hello = Hello,
mail-hello-name = Hello { $called },
mail-receipt-subject = We have what you told us ({ $reference })
mail-receipt-words = Thank you for telling { $agency }. Your reference is { $reference }. If it was not you who wrote to us, somebody gave your address by mistake: you need do nothing.
mail-receipt-next = Somebody reads this and answers you within { $days ->
    [one] one day
   *[other] { $days } days
}. The answer comes to this address, and it stands on your page.
mail-answer-subject = An answer to what you told us ({ $reference })
mail-answer-words = You told { $agency } something that worries you ({ $reference }). Here is the answer:
mail-link = Read everything and write back on your page:
mail-link-secret = The address of your page is a secret: whoever has it can read it and write there. Please do not pass it on.
mail-without-link = To write back, use the secret link that you were given when you told us.
mail-not-read = Answers to this e-mail are not read.
mail-answer-here = Or simply answer this e-mail: it comes to us and stands on your page.
mail-above = ## Please write above this line ##

# Text messages. The same values.
sms-receipt = { $agency }: we have what you wrote ({ $reference }). Somebody reads it and answers within { $days ->
    [one] one day
   *[other] { $days } days
}. To say more, answer this text.
sms-page = Your page:
sms-danger = In danger now? Call { $number }.
sms-helped = Did it help? Answer YES, PARTLY or NO, or write to us.
sms-stop = STOP ends texts. HELP explains.
answer-stopped = { $agency }: you will get no more messages here. To get them again, answer START.
answer-started = { $agency }: you get messages here again. STOP ends them.
answer-help = { $agency }: write here what worries you and somebody answers. Nobody watches this at every hour: in danger call { $number }. The network may charge for texts. STOP ends them.
answer-left-out = Thank you, your message came to { $agency }. What was attached could not be taken: { $parts }. Please write what matters in the message itself, or show it at the counter.
mail-danger = In danger now? Call { $number }.
# Letters to people with an account. $called, $agency, $when, $what (a network address, a passkey's name, names).
notice-subject = Something changed about your account
notice-subject-agency = Accounts of { $agency } need a look
notice-recovery-used = A recovery code was used to sign in to your account, from { $what }. It does not work a second time. If few are left, make new ones on your account page.
notice-password-changed = The password of your account was changed.
notice-phone-changed = Another phone now shows the one-time codes of your account.
notice-codes-made = New recovery codes were made for your account. Earlier ones do not work any more.
notice-passkey-added = A passkey was added to your account: { $what }.
notice-passkey-removed = A passkey was removed from your account: { $what }.
notice-passkey-copied = A passkey of your account was refused because its counter went backwards. There may be a copy of it. Remove that passkey on your account page and add it anew.
notice-administrators-locked = After wrong tries, no administrator of { $agency } can sign in with a password at the moment. Passkeys still work. Whoever runs the server can open an account at once: commonbeat person unlock EMAIL. Somebody may be trying to get in: look at the refused tries in the audit trail.
notice-accounts-idle = These accounts were not used for 90 days and are locked now: { $what }. Unlock those that are still needed on the people page, and close the others.
notice-when = When: { $when }
notice-not-you = If that was not you, tell your administrator at once: your account can be locked within a minute. Nobody will ever ask you for a password or a code.
notice-subject-head = Head of the audit trail of { $agency }
notice-trail-head = This is the head of the audit trail today. Keep this letter outside of the system: with it, a later verification finds also an end that was cut off. Paste it under “Is the trail whole?” or give it to commonbeat audit verify --head.

    { $what }
notice-trail-broken-subject = The audit trail of { $agency } cannot be written
notice-trail-broken = The audit trail cannot be written at the moment. Nothing that must leave a row there is done until it can: writing, signing in, sensitive reading. Look at the server now, most often its disk is full: commonbeat doctor tells what is wrong. Once it is mended, verify the trail and note what happened.

# Reports on feeds, to whoever set them up. $feed is its name.
mail-feed-imported = { $feed }: new data came in
mail-feed-imported-words = The file was read: { $rows } rows, of these { $new } new, { $changed } changed, { $unchanged } known already, { $refused } not kept.
mail-feed-vanished = Records of these days that are no longer in the file: { $n }. They still count.
mail-feed-unchanged = { $feed }: nothing new
mail-feed-unchanged-words = { $feed } had nothing new.
mail-feed-reshaped = { $feed }: the file has other columns, nothing was imported
mail-feed-reshaped-words = { $file } has other columns than the files before. Nothing of it was imported.
mail-feed-added = New: { $columns }
mail-feed-removed = Gone: { $columns }
mail-feed-moved = The columns are the same, in another order.
mail-feed-failed = { $feed }: the file could not be taken in
mail-feed-failed-words = Nothing was taken in: { $why }
mail-feed-late = { $feed }: no new data
mail-feed-late-words = No new data came for more than { $hours } hours.
mail-feed-page = Its page:
