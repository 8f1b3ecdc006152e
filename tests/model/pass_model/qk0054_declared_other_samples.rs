use dfdx::prelude::*;
use hqnn_model::data::Dataset;
use hqnn_model::layers::Flatten;
use hqnn_model::{Samples, TrainConfig, Trainer, network};

network! {
    pub type Network: Rank3<1, 8, 8> => Rank1<2> = (Flatten<64>, Linear<64, 2>);
}

/// A dark and a bright image.
fn images() -> Result<Samples<Rank3<1, 8, 8>, usize>, hqnn_model::Error> {
    Samples::new([[0.0; 64], [1.0; 64]].concat(), vec![0, 1])
}

fn main() -> Result<(), hqnn_model::Error> {
    let two_classes = Dataset::new("dark and bright", images()?, images()?);
    let network = Cpu::default().build_module::<Network, f32>();
    Trainer::new(network, two_classes, TrainConfig::default())?;
    Ok(())
}
