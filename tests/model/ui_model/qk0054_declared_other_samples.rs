use dfdx::prelude::*;
use hqnn_model::data::synthetic;
use hqnn_model::layers::Flatten;
use hqnn_model::{TrainConfig, Trainer, network};

network! {
    /// A network of small images, and data of larger ones.
    pub type Network: Rank3<1, 8, 8> => Rank1<2> = (Flatten<64>, Linear<64, 2>);
}

fn main() -> Result<(), hqnn_model::Error> {
    let two_classes = synthetic::generate(2, 1, 1).subset(&[1, 8], 2, 1, 1)?;
    let network = Cpu::default().build_module::<Network, f32>();
    Trainer::new(network, two_classes, TrainConfig::default())?;
    Ok(())
}
