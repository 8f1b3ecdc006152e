//! Tests of layers and networks; everything is in the integration tests beside this file.
