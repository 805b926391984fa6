# Qué significan las categorías, y pesos de daño.
action-map-categories = Decir qué significan las categorías
page-categories = Categorías
categories-title = Qué significan las categorías
categories-words = Cada categoría de sus datos tiene una clase, en la que se apoyan la exploración y las cifras, y si es un delito, su código NIBRS, en el que se apoya el daño.
categories-open = { $n ->
    [0] Se decidió sobre todas las categorías.
    [one] Aún nadie decidió sobre una categoría; su perfil le da una clase.
   *[other] Aún nadie decidió sobre { $count } categorías; sus perfiles les dan una clase.
}
categories-accept = { $n ->
    [one] Aceptar una propuesta
   *[other] Aceptar { $count } propuestas
}
categories-accept-sure = ¿Aceptar todas las propuestas que nombran un delito?
categories-all = Todas
categories-undecided = Sin decidir
categories-caption = Categorías, primero las más frecuentes
categories-none = Aún no hay categorías
categories-none-words = Llegan con la primera importación.
categories-shown = Se muestran las primeras { $n }
categories-foot = El daño es relativo: un hurto común es 1.
categories-back = Todas las categorías
category-label = Categoría
category-rows = Registros
category-meaning = Clase
category-nibrs = Delito NIBRS
category-harm = Daño
category-state = Decisión
category-decided = decidida
category-proposed = propuesta
category-no-offense = Ningún delito
category-last = El más reciente
category-now = Clasificada ahora como
category-none-now = ahora no está en los datos
category-why-same = El nombre es el del propio delito.
category-why-words = El nombre dice «{ $name }».
category-why-class = La clase corresponde a este delito.
category-why-nothing = Ni el nombre ni la clase dicen un delito.
category-decide = ¿Qué significa?
category-proposal = Propuesta:
category-save = Decidir
category-history = Lo que se decidió
category-history-none = Aún nadie decidió sobre ella.
category-by-profile = como dice el perfil
category-operator = El operador
category-changed = de { $before } a { $after }
category-reclassed = { $n ->
    [0] Ningún registro tuvo que cambiar de clase.
    [one] Un registro cambió de clase.
   *[other] { $count } registros cambiaron de clase.
}
category-reclassing = Se están recorriendo los registros.
flash-categories-accepted = Se decidió sobre { $n } categorías según lo propuesto.
flash-category-decided = Se decidió sobre la categoría. Los registros que ya están la seguirán en un momento.
field-nibrs = Delito NIBRS
field-nibrs-hint = Como qué se reportaría. Las llamadas que no reportan un delito no tienen ninguno.
harm-title = Pesos de daño
harm-words = El peso dice cuánto daño hace un incidente, donde un hurto común es 1. La exploración ordena con él lo que encuentra.
harm-not-for = Ordena el trabajo. No mide el sufrimiento de nadie, no es un precio, y no sirve para calificar a personas, agentes ni barrios.
harm-license = Índice cargado. Se usa según: { $license }
harm-classes = Clases
harm-classes-words = Se usa la media de las categorías de una clase, cada una contada tantas veces como está en sus datos.
harm-default = De fábrica
harm-used = En uso
harm-codes = Delitos NIBRS
harm-codes-words = Pesos de los delitos
harm-own = Sus propios pesos
harm-own-none = Ninguno: valen los de fábrica.
harm-reset = Volver a los de fábrica
harm-reset-sure = ¿Olvidar todos sus propios pesos?
harm-set = Fijar un peso
harm-set-go = Fijar
harm-load = Cargar un índice
harm-load-words = Un índice que su agencia puede usar ocupa el lugar de todos sus propios pesos.
harm-load-go = Cargar
harm-load-sure = ¿Poner este índice en lugar de sus propios pesos?
harm-unfit = Este índice no se puede cargar
flash-harm-set = Se fijó el peso. La próxima exploración lo usa.
flash-harm-loaded = Se cargó el índice: { $n } pesos.
flash-harm-reset = Valen de nuevo los pesos de fábrica.
field-weighed = Para qué
field-weighed-hint = Un código NIBRS como 13A, una clase como burglary, o una categoría en sus propias palabras.
field-weight = Peso
field-weight-hint = Déjelo vacío para retirar su propio peso.
field-source = Nombre del índice
field-license = Con qué licencia o acuerdo puede usarlo
field-index = El índice
field-index-hint = Líneas de código, clase o categoría, y peso: 13A, 120
