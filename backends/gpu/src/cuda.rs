//! NVIDIA cards, by their driver and NVRTC, both loaded when the program runs.

use std::collections::HashMap;
use std::ffi::{CStr, CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use cudarc::driver::sys::{CUdevice_attribute, CUfunction_attribute};
use cudarc::driver::{
    CudaContext, CudaFunction, CudaSlice, CudaStream, DriverError, LaunchConfig, PinnedHostSlice,
    PushKernelArg,
};
use cudarc::nvrtc::{Ptx, result as nvrtc, sys};

use crate::Error;
use crate::card::{Card, SOURCE, Session, Sizes};
use crate::lower::Lowered;
use crate::shape::Shape;

/// The first GPU that the driver gives.
#[derive(Debug)]
pub(crate) struct Cuda {
    context: Arc<CudaContext>,
    name: String,
    /// The compute capability, as 10 · major + minor.
    architecture: i32,
    shared_memory: usize,
    /// What was compiled so far, by shape and bytes of a number.
    compiled: Mutex<HashMap<(Shape, usize), Arc<Compiled>>>,
}

#[derive(Debug)]
struct Compiled {
    values: CudaFunction,
    slopes: CudaFunction,
    turns: CudaFunction,
    sums: CudaFunction,
}

/// Runs a call of cudarc, which panics where the driver lacks a function that it needs.
fn guarded<T>(doing: &'static str, call: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(Error::Driver {
            doing,
            reason: text.unwrap_or("the library does not fit").to_owned(),
        })
    })
}

/// What the driver says of an error, and its name for it.
fn told(error: DriverError) -> String {
    let text = |text: Result<&CStr, _>| text.ok().map(|text| text.to_string_lossy().into_owned());
    match (text(error.error_string()), text(error.error_name())) {
        (Some(text), Some(name)) => format!("{text} ({name})"),
        _ => format!("error {}", error.0 as u32),
    }
}

/// The error of a call of the driver.
fn failed(doing: &'static str) -> impl Fn(DriverError) -> Error {
    move |error| Error::Driver {
        doing,
        reason: told(error),
    }
}

impl Cuda {
    pub(crate) fn open() -> Result<Cuda, Error> {
        // SAFETY: loading the library runs NVIDIA's own start-up code alone.
        if !unsafe { cudarc::driver::sys::is_culib_present() } {
            return Err(Error::NoDriver);
        }
        // Before cudarc looks for it, and panics.
        // SAFETY: as above, and the function is not called.
        let start =
            unsafe { cudarc::driver::sys::culib().get::<unsafe extern "C" fn()>(b"cuInit\0") };
        if start.is_err() {
            return Err(Error::Driver {
                doing: "starting",
                reason: "its library has no function `cuInit`".into(),
            });
        }
        // SAFETY: as above.
        if !unsafe { sys::is_culib_present() } {
            return Err(Error::NoNvrtc);
        }
        guarded("starting", || {
            let none = |error: DriverError| Error::NoGpu(told(error));
            let context = CudaContext::new(0).map_err(none)?;
            // SAFETY: every buffer is used on one stream alone, that of its session, which is waited for after each batch.
            unsafe { context.disable_event_tracking() };
            let (major, minor) = context.compute_capability().map_err(none)?;
            let shared = CUdevice_attribute::CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;
            Ok(Cuda {
                name: context.name().map_err(none)?,
                architecture: 10 * major + minor,
                shared_memory: context.attribute(shared).map_err(none)? as usize,
                compiled: Mutex::default(),
                context,
            })
        })
    }

    fn compiled(&self, shape: Shape, real: usize) -> Result<Arc<Compiled>, Error> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = compiled.get(&(shape, real)) {
            return Ok(Arc::clone(known));
        }
        let module = self
            .context
            .load_module(compile(shape, real, self.architecture)?)
            .map_err(failed("loading its code"))?;
        let function = |name| {
            module
                .load_function(name)
                .map_err(failed("loading its code"))
        };
        let new = Arc::new(Compiled {
            values: function("values")?,
            slopes: function("slopes")?,
            turns: function("turns")?,
            sums: function("sums")?,
        });
        let shared = shape.shared_memory(real) as i32;
        for function in [&new.values, &new.slopes] {
            let most = CUfunction_attribute::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
            function
                .set_attribute(most, shared)
                .map_err(failed("reserving shared memory"))?;
        }
        compiled.insert((shape, real), Arc::clone(&new));
        Ok(new)
    }
}

/// The code for a shape, for a card of this architecture: for the card itself where NVRTC knows it, as a driver may be older than NVRTC and
/// not read its intermediate code, else intermediate code for the nearest older one.
fn compile(shape: Shape, real: usize, architecture: i32) -> Result<Ptx, Error> {
    let known = architectures()?;
    let nearest = known
        .iter()
        .copied()
        .filter(|&own| own <= architecture)
        .max();
    let nearest = nearest.ok_or_else(|| {
        Error::Nvrtc(format!(
            "it is too new for a card of compute capability {}.{}",
            architecture / 10,
            architecture % 10
        ))
    })?;
    let program = Program::new(shape, real, nearest, nearest == architecture)?;
    Ok(match nearest == architecture {
        true => Ptx::from_binary(program.cubin()?),
        false => Ptx::from_src(program.ptx()?),
    })
}

fn refused(error: nvrtc::NvrtcError) -> Error {
    Error::Nvrtc(format!("{:?}", error.0))
}

/// The architectures that NVRTC compiles for.
fn architectures() -> Result<Vec<i32>, Error> {
    let mut count = 0;
    // SAFETY: the library is present, and writes one number.
    unsafe { sys::nvrtcGetNumSupportedArchs(&mut count) }
        .result()
        .map_err(refused)?;
    let mut all = vec![0; count.max(0) as usize];
    // SAFETY: the library writes as many numbers as it said before.
    unsafe { sys::nvrtcGetSupportedArchs(all.as_mut_ptr()) }
        .result()
        .map_err(refused)?;
    Ok(all)
}

/// A program of NVRTC.
struct Program(sys::nvrtcProgram);

impl Program {
    fn new(
        shape: Shape,
        real: usize,
        architecture: i32,
        is_native: bool,
    ) -> Result<Program, Error> {
        let source = CString::new(SOURCE).map_err(|error| Error::Nvrtc(error.to_string()))?;
        let program =
            Program(nvrtc::create_program(&source, Some(c"qkernel.cu")).map_err(refused)?);
        let kind = if is_native { "sm" } else { "compute" };
        let mut options = crate::card::definitions(shape, real);
        options.push(format!("--gpu-architecture={kind}_{architecture}"));
        options.push("--fmad=false".into());
        options.push("--std=c++17".into());
        if is_native {
            options.push("--ptxas-options=-v".into());
        }
        // SAFETY: the program was created above and is destroyed when it is dropped.
        match unsafe { nvrtc::compile_program(program.0, &options) } {
            Ok(()) => Ok(program),
            Err(error) => Err(Error::Nvrtc(match program.log() {
                Ok(log) => format!("{:?}: {log}", error.0),
                Err(_) => format!("{:?}", error.0),
            })),
        }
    }

    fn log(&self) -> Result<String, Error> {
        // SAFETY: the program is not destroyed yet.
        let log = unsafe { nvrtc::get_program_log(self.0) }.map_err(refused)?;
        Ok(text(&log))
    }

    fn ptx(&self) -> Result<String, Error> {
        // SAFETY: the program is not destroyed yet.
        let ptx = unsafe { nvrtc::get_ptx(self.0) }.map_err(refused)?;
        Ok(text(&ptx))
    }

    fn cubin(&self) -> Result<Vec<u8>, Error> {
        let mut size = 0;
        // SAFETY: the program is not destroyed yet, and the library writes one number.
        unsafe { sys::nvrtcGetCUBINSize(self.0, &mut size) }
            .result()
            .map_err(refused)?;
        let mut cubin = vec![0u8; size];
        // SAFETY: as above, and there are as many bytes as it said before.
        unsafe { sys::nvrtcGetCUBIN(self.0, cubin.as_mut_ptr().cast::<c_char>()) }
            .result()
            .map_err(refused)?;
        Ok(cubin)
    }
}

/// What is in a buffer that ends with a zero.
fn text(buffer: &[c_char]) -> String {
    let bytes: Vec<u8> = buffer.iter().map(|&c| c as u8).collect();
    match CStr::from_bytes_until_nul(&bytes) {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // SAFETY: the program was created and is destroyed once.
        let _ = unsafe { nvrtc::destroy_program(self.0) };
    }
}

/// What the assembler says of the code for a shape on an architecture, such as 90: its registers, and those that it spills.
///
/// # Errors
/// Without NVRTC, and if it refuses the code.
#[doc(hidden)]
pub fn ptxas(shape: Shape, real: usize, architecture: i32) -> Result<String, Error> {
    // SAFETY: loading the library runs NVIDIA's own start-up code alone.
    if !unsafe { sys::is_culib_present() } {
        return Err(Error::NoNvrtc);
    }
    guarded("compiling", || {
        Program::new(shape, real, architecture, true)?.log()
    })
}

impl Card for Arc<Cuda> {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn shared_memory(&self) -> usize {
        self.shared_memory
    }

    fn open(&self, part: &Lowered) -> Result<Box<dyn Session>, Error> {
        guarded("preparing a circuit", || {
            let compiled = self.compiled(part.shape, part.real)?;
            let doing = failed("copying a circuit");
            let stream = self.context.new_stream().map_err(&doing)?;
            let copy = |bytes: &[u8]| {
                // There are no buffers of no bytes.
                let bytes = if bytes.is_empty() { &[0; 8] } else { bytes };
                stream.clone_htod(bytes).map_err(&doing)
            };
            Ok(Box::new(OnCuda {
                ops: copy(bytemuck::cast_slice(&part.ops))?,
                terms: copy(bytemuck::cast_slice(&part.terms))?,
                first: copy(bytemuck::cast_slice(&part.first))?,
                half: copy(&part.half)?,
                buffers: Buffers {
                    input: copy(&[])?,
                    turns: copy(&part.fixed)?,
                    output: copy(&[])?,
                    given: pinned(&self.context, 8).map_err(&doing)?,
                    found: pinned(&self.context, 8).map_err(&doing)?,
                },
                sizes: Sizes::default(),
                part: part.clone(),
                stream,
                cuda: Arc::clone(self),
                compiled,
            }) as Box<dyn Session>)
        })
    }
}

#[derive(Debug)]
struct OnCuda {
    cuda: Arc<Cuda>,
    /// Its own: what other threads run on the card goes on beside it.
    stream: Arc<CudaStream>,
    compiled: Arc<Compiled>,
    part: Lowered,
    ops: CudaSlice<u8>,
    terms: CudaSlice<u8>,
    first: CudaSlice<u8>,
    half: CudaSlice<u8>,
    buffers: Buffers,
    /// Of the batch that is prepared.
    sizes: Sizes,
}

/// Kept from batch to batch, as large as was needed so far.
#[derive(Debug)]
struct Buffers {
    /// What a batch is given, and what it gives, with the slopes of each row by the angles that all share after it.
    input: CudaSlice<u8>,
    output: CudaSlice<u8>,
    /// The fixed cosines and sines, and then those of the angles.
    turns: CudaSlice<u8>,
    /// The same in the host's memory, where the card reads and writes it.
    given: PinnedHostSlice<u8>,
    found: PinnedHostSlice<u8>,
}

/// Memory of the host that the card reads and writes.
fn pinned(context: &Arc<CudaContext>, bytes: usize) -> Result<PinnedHostSlice<u8>, DriverError> {
    // SAFETY: every byte is written before it is read.
    let mut memory = unsafe { context.alloc_pinned_with_flags::<u8>(bytes, 0) }?;
    memory.as_mut_slice()?.fill(0);
    Ok(memory)
}

impl Buffers {
    /// Makes room for a batch.
    fn fit(
        &mut self,
        stream: &Arc<CudaStream>,
        part: &Lowered,
        sizes: Sizes,
    ) -> Result<(), DriverError> {
        let room = |buffer: &mut CudaSlice<u8>, bytes: usize| {
            let is_new = buffer.len() < bytes;
            if is_new {
                *buffer = stream.alloc_zeros(bytes)?;
            }
            Ok(is_new)
        };
        room(&mut self.input, sizes.input())?;
        let shared = if sizes.has_slopes {
            part.shared * sizes.rows * part.real
        } else {
            0
        };
        room(&mut self.output, sizes.output() + shared)?;
        if room(&mut self.turns, part.fixed.len() + 2 * sizes.angles)? && !part.fixed.is_empty() {
            stream.memcpy_htod(&part.fixed, &mut self.turns)?;
        }
        for (buffer, bytes) in [
            (&mut self.given, sizes.input()),
            (&mut self.found, sizes.output()),
        ] {
            if buffer.len() < bytes {
                *buffer = pinned(stream.context(), bytes)?;
            }
        }
        Ok(())
    }
}

impl Session for OnCuda {
    fn input(&mut self, batch: Sizes) -> Result<&mut [u8], Error> {
        let doing = "making room for a batch";
        guarded(doing, move || {
            let bound = self.cuda.context.bind_to_thread();
            let fits = bound.and_then(|()| self.buffers.fit(&self.stream, &self.part, batch));
            fits.map_err(failed(doing))?;
            self.sizes = batch;
            let given = self.buffers.given.as_mut_slice().map_err(failed(doing))?;
            Ok(&mut given[..batch.input()])
        })
    }

    fn run(&mut self) -> Result<&[u8], Error> {
        let doing = "running a batch";
        guarded(doing, move || {
            let bound = self.cuda.context.bind_to_thread();
            let launched = bound.and_then(|()| self.launch());
            // The card may still read and write the host's memory, whatever failed.
            let done = launched.and(self.stream.synchronize());
            done.map_err(failed(doing))?;
            let found = self.buffers.found.as_slice().map_err(failed(doing))?;
            Ok(&found[..self.sizes.output()])
        })
    }
}

impl OnCuda {
    /// Copies and starts; the stream is not waited for.
    fn launch(&mut self) -> Result<(), DriverError> {
        let OnCuda {
            stream,
            compiled,
            part,
            ops,
            terms,
            first,
            half,
            buffers,
            sizes,
            ..
        } = self;
        let Buffers {
            input,
            output,
            turns,
            given,
            found,
        } = buffers;
        let (real, shape) = (part.real, part.shape);
        let fixed = part.fixed.len() / (2 * real);
        let (rows, common) = (sizes.rows as u32, (fixed + part.shared) as u32);
        if sizes.input() > 0 {
            stream.memcpy_htod(&given.as_slice()?[..sizes.input()], input)?;
        }
        if sizes.angles > 0 {
            let (shared, count) = (part.shared as u32, (sizes.angles / real) as u32);
            let mut turns = turns.slice_mut(part.fixed.len()..);
            let mut launch = stream.launch_builder(&compiled.turns);
            launch.arg(&rows).arg(&shared).arg(&count);
            launch.arg(&*half).arg(&*input).arg(&mut turns);
            // SAFETY: the arguments are those of `turns`, which writes a turn for each of the numbers.
            unsafe { launch.launch(LaunchConfig::for_num_elems(count)) }?;
        }
        let function = match sizes.has_slopes {
            true => &compiled.slopes,
            false => &compiled.values,
        };
        let (own, observables) = (part.ops.len() as u32, part.observables() as u32);
        let config = LaunchConfig {
            grid_dim: (rows.div_ceil(shape.samples()), 1, 1),
            block_dim: (shape.threads(), 1, 1),
            shared_mem_bytes: shape.shared_memory(real) as u32,
        };
        let (mut sums, mut rest) = output.split_at_mut(sizes.sums);
        let (mut values, mut slopes) = rest.split_at_mut(sizes.values);
        let weights = input.slice(sizes.angles..);
        let mut launch = stream.launch_builder(function);
        launch.arg(&rows).arg(&own).arg(&observables).arg(&common);
        launch.arg(&*ops).arg(&*terms).arg(&*first).arg(&*turns);
        launch.arg(&weights).arg(&mut values).arg(&mut slopes);
        // SAFETY: the arguments are those of `values` and `slopes`; every buffer has as many numbers as they read or write.
        unsafe { launch.launch(config) }?;
        if sizes.sums > 0 {
            let shared = slopes.slice(sizes.slopes..);
            let mut launch = stream.launch_builder(&compiled.sums);
            launch.arg(&rows).arg(&shared).arg(&mut sums);
            let config = LaunchConfig {
                grid_dim: (part.shared as u32, 1, 1),
                block_dim: (256, 1, 1),
                shared_mem_bytes: 0,
            };
            // SAFETY: the arguments are those of `sums`, which reads `rows` numbers for each sum.
            unsafe { launch.launch(config) }?;
        }
        let all = sizes.output();
        stream.memcpy_dtoh(&output.slice(..all), &mut found.as_mut_slice()?[..all])
    }
}
