//! Texts: none missing in either language, none left over.
