//! Drawings made by the server.
