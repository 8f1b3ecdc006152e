//! Legal programs, run: the neighbours of the wrong ones in `ui/`, and kernels that a careless check would refuse.

#![deny(warnings)]
#![allow(missing_docs, unreachable_pub)]

macro_rules! programs {
    ($($name:ident)*) => {
        $(mod $name {
            include!(concat!("../pass/", stringify!($name), ".rs"));

            #[test]
            fn runs() {
                main();
            }
        })*

        #[test]
        fn every_program_is_listed() {
            let mut found: Vec<String> = std::fs::read_dir("pass")
                .expect("the programs")
                .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
                .collect();
            found.sort();
            assert_eq!(found, [$(stringify!($name)),*]);
        }
    };
}

programs! {
    qk0001_qubit_used_twice
    qk0003_qubit_used_in_loop
    qk0005_register_leaked
    qk0007_leaked_on_branch
    qk0008_result_dropped
    qk0011_same_qubit_in_one_gate
    qk0012_same_element_twice
    qk0016_used_whole_while_element_out
    qk0017_element_overwritten
    qk0018_measured_element_used
    qk0023_arguments_swapped
    qk0024_register_for_a_qubit
    qk0034_plain_function_called
    qk0042_not_an_entry
    qk0044_wrong_length
    qk0045_index_past_the_end
    qk0047_index_before_the_start
    qk0057_while
    qk0060_recursion
    qk0061_mutual_recursion
    qk0065_carried_value
    qk0070_gradient_of_a_measurement
}
