//! Legal layers and networks, run: the neighbours of the wrong ones in `ui_model/`.

#![deny(warnings)]
#![allow(missing_docs, unreachable_pub)]

macro_rules! programs {
    ($($name:ident)*) => {
        $(mod $name {
            include!(concat!("../pass_model/", stringify!($name), ".rs"));

            #[test]
            fn runs() {
                let _ = main();
            }
        })*

        #[test]
        fn every_program_is_listed() {
            for folder in ["pass_model", "ui_model"] {
                let mut found: Vec<String> = std::fs::read_dir(folder)
                    .expect("the programs")
                    .filter_map(|entry| {
                        let path = entry.ok()?.path();
                        path.extension().is_some_and(|end| end == "rs").then_some(path)
                    })
                    .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
                    .collect();
                found.sort();
                assert_eq!(found, [$(stringify!($name)),*], "in {folder}");
            }
        }
    };
}

programs! {
    qk0042_takes_qubits
    qk0043_no_weights
    qk0043_other_names
    qk0043_returns_bits
    qk0043_returns_one_number
    qk0043_weights_in_a_matrix
    qk0043_wrong_name
    qk0054_declared_flatten
    qk0054_declared_layer_after
    qk0054_declared_layer_before
    qk0054_declared_nested
    qk0054_declared_other_channels
    qk0054_declared_other_end
    qk0054_declared_other_number_of_weights
    qk0054_declared_other_samples
    qk0054_layer_after
    qk0054_layer_before
    qk0054_length_not_stated
    qk0054_other_number_of_classes
    qk0054_other_number_of_weights
    qk0070_measures_on_the_way
    qk0075_missing_observables
    qk0081_observable_past_the_register
}
