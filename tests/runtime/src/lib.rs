//! Tests of programs, engines, observables and files; everything is in the integration tests beside this file.
