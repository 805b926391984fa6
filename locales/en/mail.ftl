# Letters to residents. $agency, $reference, $called (what the resident likes to be called), $number (to call in
# danger), $days (within which an answer is promised).
mail-hello = Hello,
mail-hello-name = Hello { $called },
mail-receipt-subject = We have what you told us ({ $reference })
mail-receipt-words = Thank you for telling { $agency }. Your reference is { $reference }. You wrote:
mail-receipt-next = Somebody reads this and answers you within { $days ->
    [one] one day
   *[other] { $days } days
}. The answer comes to this address, and it stands on your page.
mail-answer-subject = An answer to what you told us ({ $reference })
mail-answer-words = You told { $agency } something that worries you ({ $reference }). Here is the answer:
mail-link = Read everything and write back on your page:
mail-link-secret = The address of your page is a secret: whoever has it can read it and write there. Please do not pass it on. Answers to this e-mail are not read.
mail-without-link = To write back, use the secret link that you were given when you told us. Answers to this e-mail are not read.
mail-danger = In danger now? Call { $number }.
