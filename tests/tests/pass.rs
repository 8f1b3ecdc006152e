//! Legal programs, run: the neighbours of the wrong ones in `ui/`, and kernels that a careless check would refuse.

#![deny(warnings)]
// The programs are written to show a rule, not for clippy.
#![allow(missing_docs, unreachable_pub, clippy::all)]

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
    legal_arguments
    legal_comparisons
    legal_deep_loops
    legal_fragments
    legal_if_expressions
    legal_indices
    legal_last_element
    legal_loops
    legal_match
    legal_measured_one_by_one
    legal_modifiers
    legal_observables_copied
    legal_places
    legal_products_of_observables
    legal_raw_names
    legal_renamed_imports
    legal_shadowing
    legal_swaps
    legal_teleportation
    legal_tuples
    legal_unsure
    qk0001_qubit_used_twice
    qk0002_measured_qubit_used
    qk0003_qubit_used_in_loop
    qk0004_measured_on_branch
    qk0005_register_leaked
    qk0005_rest_leaked
    qk0006_parameter_leaked
    qk0007_leaked_on_branch
    qk0007_right_side_leaks
    qk0008_result_dropped
    qk0008_result_of_element_dropped
    qk0009_overwritten
    qk0010_leaked_in_loop
    qk0011_same_qubit_in_one_gate
    qk0012_same_element_twice
    qk0012_used_as_control_and_target
    qk0013_same_element_spelt_differently
    qk0014_elements_meet
    qk0014_elements_meet_in_loops
    qk0015_element_taken_twice
    qk0015_of_a_part_taken_twice
    qk0016_used_whole_while_element_out
    qk0017_element_overwritten
    qk0018_measured_element_used
    qk0019_one_qubit_twice_in_expval
    qk0019_used_after_expval
    qk0020_borrowed_register
    qk0021_closure
    qk0021_closure_is_modified
    qk0022_out_on_one_branch
    qk0022_rounds_move_qubits
    qk0023_arguments_swapped
    qk0024_register_for_a_qubit
    qk0025_qubit_for_a_register
    qk0026_too_many_arguments
    qk0027_wrong_result
    qk0027_wrong_value_of_a_field
    qk0028_branches_differ
    qk0029_no_else
    qk0030_not_initialised
    qk0031_condition_is_a_number
    qk0032_index_is_an_angle
    qk0033_unknown_gate
    qk0034_plain_function_called
    qk0035_foreign_type
    qk0035_wrapped_type
    qk0036_text_parameter
    qk0037_method_not_available
    qk0037_method_of_a_qubit
    qk0037_of_functions
    qk0037_of_lists_and_numbers
    qk0038_generic
    qk0039_not_a_plain_function
    qk0039_written_twice
    qk0040_struct_parameter
    qk0041_elements_assigned
    qk0041_parameter_changed
    qk0042_not_an_entry
    qk0044_too_short_for_a_layer
    qk0044_wrong_length
    qk0044_wrong_shape
    qk0045_index_past_the_end
    qk0045_loops_in_loops
    qk0046_index_out_of_range
    qk0046_many_places
    qk0047_index_before_the_start
    qk0047_loop_down
    qk0048_sizes_do_not_fit
    qk0049_register_too_short
    qk0050_measured_bound
    qk0050_measured_power
    qk0050_measured_turn
    qk0050_numbers_of_rounds
    qk0051_measured_length
    qk0052_empty_range
    qk0053_step_of_zero
    qk0055_slice
    qk0056_not_a_size
    qk0057_while
    qk0058_break
    qk0059_early_return
    qk0060_recursion
    qk0060_recursion_when_modified
    qk0061_mutual_recursion
    qk0062_loop_over_elements
    qk0062_loops_of_rust
    qk0063_loop_variable_hides_parameter
    qk0064_loop_variable_assigned
    qk0065_carried_value
    qk0066_not_in_a_circuit
    qk0066_number_is_modified
    qk0066_only_sometimes
    qk0066_reference
    qk0066_rows_of_a_matrix
    qk0066_table
    qk0066_types
    qk0066_unbound_modifier
    qk0066_variable_called
    qk0067_angle_as_size
    qk0068_unknown_attribute_argument
    qk0069_unused_parameter
    qk0070_gradient_of_a_measurement
    qk0070_gradient_of_any_kernel
    qk0070_gradient_of_bits
    qk0072_inverse_of_a_measurement
    qk0072_no_control_over_an_allocation
    qk0072_other_qubits_given_back
    qk0073_square_of_an_angle
    qk0075_missing_value
    qk0075_of_a_function
    qk0076_unknown_name
    qk0078_wrong_length_when_bound
    qk0078_wrong_length_when_called
    qk0078_wrong_shape_when_bound
    qk0079_infinite_angle
    qk0080_size_below_zero
    qk0080_zero_divides
    qk0081_observable_past_the_register
    qk0081_observable_past_the_tuple
    qk0082_too_large
    qk0082_too_nested
    qk0083_index_out_of_range_when_bound
    qk0084_elements_that_meet
    qk0085_angle_decides
    qk0086_angle_from_a_result
    qk0087_argument_in_an_observable
    qk0087_product_not_hermitian
    qk0088_not_an_observable
    qk0089_qubits_in_another_order
    qk0090_never_measured_again
    qk0091_bit_of_the_round_before
}
