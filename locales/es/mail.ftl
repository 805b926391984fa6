# Cartas a residentes.
mail-hello = Hola:
mail-hello-name = Hola, { $called }:
mail-receipt-subject = Recibimos lo que nos contó ({ $reference })
mail-receipt-words = Gracias por contárselo a { $agency }. Su referencia es { $reference }. Usted escribió:
mail-receipt-next = Una persona lo leerá y le responderá en { $days ->
    [one] un día
   *[other] { $days } días
}. La respuesta llegará a esta dirección y quedará en su página.
mail-answer-subject = Una respuesta a lo que nos contó ({ $reference })
mail-answer-words = Usted le contó a { $agency } algo que le preocupa ({ $reference }). Esta es la respuesta:
mail-link = Lea todo y responda en su página:
mail-link-secret = La dirección de su página es secreta: quien la tenga puede leerla y escribir en ella. Por favor, no la comparta. Nadie lee las respuestas a este correo.
mail-without-link = Para responder, use el enlace secreto que recibió cuando nos lo contó. Nadie lee las respuestas a este correo.
mail-danger = ¿Está en peligro ahora? Llame al { $number }.
