use dfdx::prelude::*;
use hqnn_model::layers::{Flatten, MaxPool2, builder::Conv};
use hqnn_model::network;

network! {
    pub type Network: Rank3<1, 8, 8> => Rank1<2> =
        (Conv<1, 2, 3>, MaxPool2<4, 4>, Flatten<32>, Linear<32, 2>);
}

network! {
    pub type Odd: Rank3<1, 9, 9> => Rank1<2> =
        ((Conv<1, 2, 3>, MaxPool2<4, 4>), (Flatten<32>, Linear<32, 2>));
}

fn main() {
    let device = Cpu::default();
    let network = device.build_module::<Network, f32>();
    let logits = network.forward(device.zeros::<Rank4<5, 1, 8, 8>>());
    assert_eq!(logits.array().len(), 5);
}
