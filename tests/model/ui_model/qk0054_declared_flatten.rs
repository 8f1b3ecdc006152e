use dfdx::prelude::*;
use hqnn_model::layers::{Flatten, MaxPool2, builder::Conv};
use hqnn_model::network;

network! {
    /// Two channels of 4×4 pixels are 32 numbers.
    pub type Network: Rank3<1, 8, 8> => Rank1<2> =
        (Conv<1, 2, 3>, MaxPool2<4, 4>, Flatten<16>, Linear<16, 2>);
}

network! {
    /// Half of 9 is 4, without the last row.
    pub type Odd: Rank3<1, 9, 9> => Rank1<2> =
        ((Conv<1, 2, 3>, MaxPool2<5, 5>), (Flatten<50>, Linear<50, 2>));
}

fn main() {
    let device = Cpu::default();
    let network = device.build_module::<Network, f32>();
    let logits = network.forward(device.zeros::<Rank4<5, 1, 8, 8>>());
    assert_eq!(logits.array().len(), 5);
}
