use dfdx::prelude::*;

use super::{Layout, Next};
use crate::layers::builder::{Conv, ConvReluPool};
use crate::layers::{Flatten, MaxPool2};
use crate::{network, parameters};

network! {
    /// Images, in tuples in tuples, with and without a comma at the end.
    type Nested: Rank3<1, 8, 8> => Rank1<3> = (
        ((Conv<1, 2, 3>, ReLU), MaxPool2<4, 4>,),
        (Flatten<32>, (Linear<32, 3>, Sigmoid)),
    );
}

network! {
    /// Several tensors between two layers.
    type Forked: Rank1<4> => Rank1<2> =
        (SplitInto<(Linear<4, 3>, Linear<4, 5>)>, AddInto<(Linear<3, 2>, Linear<5, 2>)>, Tanh);
}

network! {
    /// Rows of numbers, and a layer around layers.
    type Sequence: Rank2<6, 4> => Rank2<6, 5> = (Residual<(Linear<4, 4>, ReLU)>, Linear<4, 5>);
}

/// That a network of this type is of that type, too.
fn is<T>(network: T) -> T {
    network
}

#[test]
fn a_declared_network_is_its_tuple() {
    type Features = ((Conv<1, 2, 3>, ReLU), MaxPool2<4, 4>);
    type Classifier = (Flatten<32>, (Linear<32, 3>, Sigmoid));
    let device = Cpu::default();
    let network = device.build_module::<Nested, f64>();
    let y: Tensor<Rank2<2, 3>, f64, _> = network.forward(device.zeros::<Rank4<2, 1, 8, 8>>());
    assert_eq!(y.array().len(), 2);
    // The first convolution, as in a tuple, and parameters of the same names.
    assert_eq!(network.0.0.0.weight.array().len(), 2);
    let names = |parameters: Vec<crate::Parameter<f64>>| -> Vec<String> {
        parameters.into_iter().map(|p| p.name).collect()
    };
    let tuple = device.build_module::<(Features, Classifier), f64>();
    assert_eq!(names(parameters(&network)), names(parameters(&tuple)));
    assert_eq!(names(parameters(&network))[0], "0.0.0.weight");
    is::<<(Features, Classifier) as BuildOnDevice<Cpu, f64>>::Built>(network.into_layers());
}

#[test]
fn it_takes_batches_of_what_it_declares() {
    let device = Cpu::default();
    let forked = device.build_module::<Forked, f32>();
    let y: Tensor<Rank2<7, 2>, f32, _> = forked.forward(device.zeros::<Rank2<7, 4>>());
    assert_eq!(y.array().len(), 7);
    let sequence = device.build_module::<Sequence, f32>();
    let y: Tensor<Rank3<7, 6, 5>, f32, _> = sequence.forward(device.zeros::<Rank3<7, 6, 4>>());
    assert_eq!(y.array().len(), 7);
}

network! {
    /// The fused layer in a declaration.
    type Fused: Rank3<1, 8, 9> => Rank1<3> = (ConvReluPool<1, 2, 3, 4, 4>, Flatten<32>, Linear<32, 3>);
}

#[test]
fn the_size_of_a_fused_layer_is_checked() {
    let network = Cpu::default().build_module::<Fused, f32>();
    let names: Vec<_> = parameters(&network).into_iter().map(|p| p.name).collect();
    assert_eq!(names, ["0.weight", "0.bias", "2.weight", "2.bias"]);

    type Wrong = Next<ConvReluPool<1, 2, 3, 4, 5>, Layout<(), Rank3<1, 8, 9>, ()>>;
    let fault = Wrong::FAULT.expect("half of 9 is not 5");
    assert_eq!(
        fault.as_str(),
        "[QK0054] `ConvReluPool<1, 2, 3, 4, 5>` is given images of (1, 8, 9), of which half the height and width are 4 and 4\n\n\
         help: `ConvReluPool<1, 2, 3, 4, 4>`"
    );
}
