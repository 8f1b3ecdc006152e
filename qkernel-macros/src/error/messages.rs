//! Every message with its code, but those that rustc gives by a variable's type.

use qkernel_ir::rules::*;

use super::Message;

macro_rules! messages {
    ($($name:ident($($param:ident: $ty:ty),*) = $code:literal, $text:literal, help: $help:literal;)*) => {$(
        pub(crate) fn $name($($param: $ty),*) -> Message {
            Message { code: $code, text: format!($text), help: format!($help) }
        }
    )*};
}

/// The code of what is no part of the language and has no rule of its own.
pub(crate) const NOT_IN_A_CIRCUIT: u16 = 66;

messages! {
    not_a_function() = 39, "`#[qkernel]` belongs on a function", help: "write `#[qkernel] fn name(..) -> .. {{ .. }}`";
    written_twice() = 39, "`#[qkernel]` is written twice", help: "remove one of them";
    not_a_plain_function(what: &str) = 39, "a kernel is a plain fn with named parameters, without `{what}`",
        help: "remove `{what}`";
    not_a_named_parameter() = 39, "a kernel is a plain fn with named parameters, not patterns",
        help: "name the parameter and take it apart in the body";
    generic() = 38, "a kernel cannot be generic", help: "state the type; a size can be a parameter: `n: UInt`";
    not_a_kernel_type(ty: &str, instead: &str) = 35, "`{ty}` cannot cross into a kernel", help: "use {instead}";
    borrowed(ty: &str, inner: &str) = 20, "a kernel cannot borrow qubits: `{ty}`", help: "take `{inner}` and return it";
    text(ty: &str) = 36, "`{ty}` is text, which cannot cross into a kernel", help: "choose with a `Bit` or a `UInt`";
    function_type(ty: &str) = 35, "`{ty}` is a function, which cannot cross into a kernel", help: "call the kernel by its name";
    structure(ty: &str) = 40, "`{ty}` is not a type that kernels know", help: "make its fields parameters of their own: `q: Qubit, angle: Float`; a type of kernels is written by its own name, not one from `use .. as ..`";
    size_not_understood(text: &str) = 56, "`{text}` is not a size: only the kernel's `UInt` parameters, lengths `v.len()` of its vectors, whole numbers and `+ - * / %` can be",
        help: "leave the size out, it is then checked when the kernel is compiled";
    size_of_itself(name: &str) = 56, "the length of `{name}` is stated in terms of itself", help: "state it in terms of other parameters, or leave it out";
    size_only_in_signature() = 56, "a length can be stated in the kernel's parameters and result only", help: "write the type without its size";
    unknown_argument(name: &str) = 68, "unknown argument `{name}`, expected `crate`", help: "write `#[qkernel]`";

    runtime_not_found() = 68, "`qkernel-runtime` is not among the dependencies of this package, so `#[qkernel]` cannot find it",
        help: "add it with `cargo add qkernel-runtime`, or name the crate that re-exports it: `#[qkernel(crate = my_facade::qkernel_runtime)]`";

    closure() = 21, "closures are not part of a circuit", help: "make it a kernel: `#[qkernel] fn name(..) {{ .. }}`";
    loop_not_supported(what: &str) = 57, "`{what}` is not supported in a kernel", help: "write `for i in range(n) {{ .. }}`, or `while again {{ .. }}` where a measurement ends it";
    counted_rounds() = 57, "a `while` in a kernel runs as long as a measured bit is set", help: "write `for i in range(n) {{ .. }}` where the number of rounds is known";
    nameless_rounds() = 57, "the condition of a `while` is made of bits that have names",
        help: "measure before the loop, `let mut again = measure(..);`, and at the end of its body, `again = measure(..);`";
    element_of_rounds(text: &str) = 57, "the condition of a `while` is made of bits that have names",
        help: "name the bit before the loop, `let mut again = {text};`, and set it at the end of the body, `again = {text};`";
    numbers_end_no_rounds() = 57, "a number cannot end a `while`, only measured bits can", help: "`with_round_limit(..)` of the compiled circuit limits the rounds";
    measured_into_another(name: &str) = 90, "the body of this `while` does not set `{name}`, so the loop never ends once it begins",
        help: "`let {name}` in the body is another variable: write `{name} = ..` without `let`";
    never_measured_again(name: &str) = 90, "the body of this `while` does not set `{name}`, so the loop never ends once it begins",
        help: "measure again at the end of the body: `{name} = measure(..);`";
    nested(most: usize) = 82, "loops and branches are nested more than {most} deep", help: "make the inner ones a kernel of their own and call it";
    jump_not_supported(what: &str) = 58, "`{what}` is not supported in a kernel", help: "put the end in `range(..)`, guard the rest with `if` or `match`, or repeat with `while` what a measurement ends";
    early_return() = 59, "`return` is only supported at the end of a kernel", help: "give the result as the last expression";
    calls_itself(name: &str) = 60, "kernel `{name}` calls itself", help: "write the repetition as a `for` loop";
    not_a_range() = 62, "a loop in a kernel runs over indices", help: "write `for i in range(n)`, or `range(q.len())` for a register";
    loop_variable_hides(name: &str) = 63, "loop variable `{name}` hides the parameter `{name}`", help: "give the loop variable another name";
    loop_variable_assigned(name: &str) = 64, "loop variable `{name}` cannot be assigned", help: "carry another variable through the loop: `let mut k = {name};`";
    loop_over_elements(name: &str) = 62, "a loop in a kernel runs over indices, not over the elements of `{name}`", help: "write `for i in range({name}.len())` and use `{name}[i]`";
    loop_over_number(name: &str) = 62, "a loop in a kernel runs over indices, and `{name}` is a number", help: "write `for i in range({name})`";
    method_of_its_end(method: &str, end: &str, meant: &str) = 62, "`{method}` is called on `{end}`, the end of the range", help: "put the range in parentheses: `{meant}`";
    range_of_range(written: &str) = 62, "`range` takes its start and its end as two numbers", help: "write `{written}`";
    range_below_zero(start: &str) = 62, "a range counts `UInt`s, which do not go below 0", help: "write `range({start}).rev()`, which ends at 0";
    rev_takes_nothing() = 62, "`rev` takes no argument", help: "write `range(n).rev()`, or `range(n).rev().step_by(2)` for every second number";
    arguments_of_range() = 62, "`range` takes 1 to 3 arguments", help: "write `range(n)`, `range(start, end)` or `range(start, end, step)`";
    rev_written_twice() = 62, "`rev` is written once", help: "leave both out to count up, or one to count down";
    range_in_steps() = 62, "a range in a kernel has one step", help: "multiply the steps: `range(a, b, 6)` is every third number of `range(a, b, 2)`";
    measured_bound() = 50, "the number of iterations depends on a measurement, but is fixed before the circuit runs",
        help: "let the range run to the largest number and guard the body with `if`";
    measured_power() = 50, "the number of repetitions depends on a measurement, but is fixed before the circuit runs",
        help: "write `if` with one call in each branch";
    measured_length() = 51, "a register's size cannot depend on a measurement", help: "allocate as many qubits as may be needed";
    measured_index() = 51, "an index cannot depend on a measurement", help: "name the element that is meant in each branch of an `if`";
    measured_cast(text: &str) = 51, "`{text}` is measured, so it cannot be used as a size", help: "guard what depends on it with `if {text} {{ .. }}`";
    divides_by_zero(text: &str) = 80, "`{text}` {DIVIDES_BY_ZERO}", help: "divide by a number that is not zero";
    empty_range() = 52, "this range is empty, so the loop does nothing", help: "`range(a, b)` counts from `a` up to `b - 1`, and `range(a, b, -1)` down";
    step_is_zero() = 53, "{STEP_IS_ZERO}", help: "use `range(a, b)` to count by one";
    not_in_a_circuit(what: &str, instead: &str) = 66, "{what} is not part of a circuit", help: "{instead}";
    slice(text: &str, base: &str, start: &str, end: &str) = 55, "a kernel takes elements one by one, not slices such as `{text}`",
        help: "write `for i in range({start}, {end}) {{ .. }}` and use `{base}[i]`";
    element_of_element(text: &str, base: &str, row: &str, column: &str) = 66, "`{text}` is an element of an element, and kernels have none of these",
        help: "an element of a matrix is `{base}[({row}, {column})]`";
    not_a_float(text: &str) = 66, "`{text}` is too large for a `Float`", help: "write a finite number";
    condition(name: &str) = 66, "`#[{name}]` inside a kernel is not part of a circuit", help: "write a kernel for each case, with `#[{name}]` in front of it";
    constant_array(name: &str) = 66, "the elements of a constant such as `{name}` are not part of a circuit",
        help: "make it a parameter: `angles: Vector<Float>`";
    item_in_kernel(what: &str) = 66, "{what} inside a kernel is not part of a circuit", help: "move it out of the kernel";
    measured_angle() = 50, "an angle depends on a measurement, but is fixed before the circuit runs", help: "apply the gate in both branches of an `if`";
    angle_decides() = 85, "{ANGLE_DECIDES}",
        help: "make what decides a parameter of its own: `flag: Bit`";
    angle_as_size(text: &str) = 67, "`{text}` is an angle, and an angle cannot be used as a size", help: "make the size a parameter of its own: `n: UInt`";
    bit_as_size(text: &str) = 67, "`{text}` is a bit, and a bit cannot be used as a size", help: "write `if {text} {{ 1 }} else {{ 0 }}`";
    unknown_as_size(text: &str) = 67, "`{text}` may not be a whole number, and only a whole number can be used as a size", help: "state its type where it is defined: `let n: UInt = ..;`";
    cast_not_supported(text: &str) = 67, "`{text}` is not a type that a kernel can convert to", help: "convert whole numbers to angles with `as Float`";
    no_method(name: &str, call: &str, methods: &str) = 37, "there is no method `{name}` in kernels",
        help: "a gate or a kernel is called as a function, `{call}`; methods are {methods}";
    iterator(text: &str) = 37, "`{text}` is an iterator, and kernels have none", help: "write a loop over indices: `for i in range(n) {{ .. }}`";
    number_of_arguments(name: &str, needed: &str, found: usize, example: &str) = 37, "`{name}` takes {needed}, not {found}", help: "write {example}";
    exponent(text: &str) = 37, "the exponent of `powi` must be a whole number, and `{text}` may not be one", help: "write a number such as `2` or `-1`, or a `UInt` as `n as i32`";
    function_of_angles(name: &str, text: &str, what: &str, instead: &str) = 37, "`{name}` {IS_OF_ANGLES} `{text}` is {what}", help: "write `{instead}`";
    large_exponent(text: &str) = 37, "the exponent `{text}` does not fit into an `i32`", help: "write a smaller one";
    method_not_available(name: &str, instead: &str) = 37, "`{name}` is not available in kernels", help: "{instead}";
    generic_call(name: &str) = 38, "`{name}` is called with generic arguments, but a kernel cannot be generic", help: "write `{name}(..)`";
    not_a_call(text: &str) = 66, "`{text}` is not a gate or a kernel that can be called", help: "call it by its name or path";
    not_a_kernel(text: &str, instead: &str) = 66, "`{text}` is not a gate or a kernel that can be called", help: "{instead}";
    variable_called(name: &str) = 66, "`{name}` is a variable here, so the gate or kernel of that name cannot be called",
        help: "give the variable another name, or call a gate by its path: `qkernel_runtime::gates::{name}(..)`";
    modifier_kept(text: &str) = 66, "what a modifier gives cannot be kept, only called", help: "write `{text}(..)` where it is called";
    element_assigned(base: &str, instead: &str) = 41, "the elements of `{base}` cannot be changed: only registers of qubits are built element by element",
        help: "{instead}";
    not_a_place() = 66, "this cannot be assigned to in a kernel", help: "assign to a variable or to an element such as `q[i]`";
    case_not_supported() = 66, "this case is not part of a circuit", help: "cases are numbers and ranges of them, `0`, `1..=3`, `4 | 8`, and `_`; what else decides is an `if`, as in `_ if a > b`";
    negative_case(text: &str) = 66, "`{text}` is not a case: a `UInt` is never negative", help: "leave it out";
    large_case(text: &str) = 66, "`{text}` is too large for a `UInt`", help: "leave it out";
    angle_case(text: &str) = 85, "`{text}` is an angle, and a branch cannot depend on an angle", help: "match on a `UInt` or a `Bit`: `0`, `1..=3`, `true`";
    pattern_not_supported() = 66, "this pattern is not part of a circuit", help: "bind names and tuples of names: `let (a, b) = ..;`";

    same_element_twice(callee: &str, first: &str) = 12, "`{callee}` needs two different qubits, but `{first}` is used twice",
        help: "use two different elements of the register";
    same_element_spelt_differently(callee: &str, first: &str, second: &str) = 13, "`{callee}` needs two different qubits, but `{second}` is `{first}`",
        help: "use two different elements of the register";
    element_taken(element: &str, line: usize, variable: &str) = 15, "`{element}` was taken on line {line} {NOT_PUT_BACK}",
        help: "put it back first: `{element} = {variable};`";
    element_called(element: &str, line: usize, variable: &str) = 15, "`{element}` was taken on line {line} {NOT_PUT_BACK}",
        help: "put it back first: `{element} = {variable};`, or a new qubit where the call ends it: `{element} = qubit();`";
    used_while_element_out(register: &str, element: &str, line: usize) = 16, "`{register}` {USED_WHOLE} `{element}` is out (taken on line {line})",
        help: "put it back first: `{element} = ..;`";
    element_overwritten(element: &str) = 17, "`{element}` {STILL_HOLDS}", help: "take it out first, or change both at once: `(a[i], b[j]) = ..;`";
    element_measured(element: &str, done: &str, line: usize) = 18, "`{element}` was {done} on line {line}, so it is gone", help: "put a new qubit in its place first: `{element} = qubit();`";
    out_on_one_branch(element: &str, when: &str, line: usize) = 22, "`{element}` is in the register on one branch only: it is out {when} (taken on line {line})",
        help: "put it back in that branch, or take it out in both";
    taken_in_rounds(element: &str, line: usize) = 22, "a round of a `while` takes `{element}` out (line {line}), and the next one finds it gone",
        help: "put a qubit back at the end of the body, `{element} = qubit();`, or take one that is measured inside of it, `let a = qubit();`";
}
