//! NVIDIA cards, by their driver and NVRTC, both loaded when the program runs.

use std::collections::HashMap;
use std::ffi::{CStr, CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use cudarc::driver::sys::{CUdevice_attribute, CUfunction_attribute};
use cudarc::driver::{
    CudaContext, CudaFunction, CudaSlice, CudaStream, DriverError, LaunchConfig, PushKernelArg,
};
use cudarc::nvrtc::{Ptx, result as nvrtc, sys};

use crate::Error;
use crate::card::{Card, Rows, SOURCE, Session};
use crate::lower::Lowered;
use crate::shape::Shape;

/// The first GPU that the driver gives.
#[derive(Debug)]
pub(crate) struct Cuda {
    context: Arc<CudaContext>,
    stream: Arc<CudaStream>,
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

/// The error of a call of the driver.
fn failed(doing: &'static str) -> impl Fn(DriverError) -> Error {
    move |error| Error::Driver {
        doing,
        reason: error.to_string(),
    }
}

impl Cuda {
    pub(crate) fn open() -> Result<Cuda, Error> {
        // SAFETY: loading the library runs NVIDIA's own start-up code alone.
        if !unsafe { cudarc::driver::sys::is_culib_present() } {
            return Err(Error::NoDriver);
        }
        // SAFETY: as above.
        if !unsafe { sys::is_culib_present() } {
            return Err(Error::NoNvrtc);
        }
        guarded("starting", || {
            let none = |error: DriverError| Error::NoGpu(error.to_string());
            let context = CudaContext::new(0).map_err(none)?;
            let (major, minor) = context.compute_capability().map_err(none)?;
            let shared = CUdevice_attribute::CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;
            Ok(Cuda {
                stream: context.default_stream(),
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
    Error::Nvrtc(error.to_string())
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
                Ok(log) => format!("{error}: {log}"),
                Err(_) => error.to_string(),
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
            let copy = |bytes: &[u8]| {
                // There are no buffers of no bytes.
                let bytes = if bytes.is_empty() { &[0; 8] } else { bytes };
                self.stream.clone_htod(bytes).map_err(&doing)
            };
            Ok(Box::new(OnCuda {
                ops: copy(bytemuck::cast_slice(&part.ops))?,
                terms: copy(bytemuck::cast_slice(&part.terms))?,
                first: copy(bytemuck::cast_slice(&part.first))?,
                half: copy(&part.half)?,
                buffers: Buffers::new(&self.stream).map_err(&doing)?,
                part: part.clone(),
                cuda: Arc::clone(self),
                compiled,
            }) as Box<dyn Session>)
        })
    }
}

#[derive(Debug)]
struct OnCuda {
    cuda: Arc<Cuda>,
    compiled: Arc<Compiled>,
    part: Lowered,
    ops: CudaSlice<u8>,
    terms: CudaSlice<u8>,
    first: CudaSlice<u8>,
    half: CudaSlice<u8>,
    buffers: Buffers,
}

/// Kept from batch to batch, as large as was needed so far.
#[derive(Debug)]
struct Buffers {
    numbers: CudaSlice<u8>,
    turns: CudaSlice<u8>,
    weights: CudaSlice<u8>,
    values: CudaSlice<u8>,
    slopes: CudaSlice<u8>,
    sums: CudaSlice<u8>,
}

impl Buffers {
    fn new(stream: &Arc<CudaStream>) -> Result<Buffers, DriverError> {
        let empty = || stream.alloc_zeros(8);
        Ok(Buffers {
            numbers: empty()?,
            turns: empty()?,
            weights: empty()?,
            values: empty()?,
            slopes: empty()?,
            sums: empty()?,
        })
    }
}

fn room(
    stream: &Arc<CudaStream>,
    buffer: &mut CudaSlice<u8>,
    bytes: usize,
) -> Result<(), DriverError> {
    if buffer.len() < bytes {
        *buffer = stream.alloc_zeros(bytes)?;
    }
    Ok(())
}

impl Session for OnCuda {
    fn run(&mut self, rows: Rows<'_>) -> Result<(), Error> {
        guarded("running a batch", || {
            self.cuda
                .context
                .bind_to_thread()
                .and_then(|()| self.launch(rows))
                .map_err(failed("running a batch"))
        })
    }
}

impl OnCuda {
    fn launch(&mut self, batch: Rows<'_>) -> Result<(), DriverError> {
        let OnCuda {
            cuda,
            compiled,
            part,
            ops,
            terms,
            first,
            half,
            buffers,
        } = self;
        let stream = &cuda.stream;
        let Rows {
            rows,
            numbers,
            values,
            slopes,
        } = batch;
        let (real, shape) = (part.real, part.shape);
        let count = numbers.len() / real;
        room(stream, &mut buffers.numbers, numbers.len())?;
        room(
            stream,
            &mut buffers.turns,
            part.fixed.len() + 2 * numbers.len(),
        )?;
        room(stream, &mut buffers.values, values.len())?;
        let fixed = part.fixed.len() / (2 * real);
        if fixed > 0 {
            stream.memcpy_htod(&part.fixed, &mut buffers.turns)?;
        }
        let (rows_, common) = (rows as u32, (fixed + part.shared) as u32);
        if count > 0 {
            stream.memcpy_htod(numbers, &mut buffers.numbers)?;
            let (shared, count) = (part.shared as u32, count as u32);
            let mut turns = buffers.turns.slice_mut(part.fixed.len()..);
            let mut launch = stream.launch_builder(&compiled.turns);
            launch.arg(&rows_).arg(&shared).arg(&count);
            launch.arg(&*half).arg(&buffers.numbers).arg(&mut turns);
            // SAFETY: the arguments are those of `turns`, which writes a turn for each of the numbers.
            unsafe { launch.launch(LaunchConfig::for_num_elems(count)) }?;
        }
        let function = match &slopes {
            None => &compiled.values,
            Some(slopes) => {
                let all = part.order.len() * rows * real;
                room(stream, &mut buffers.weights, slopes.weights.len())?;
                room(stream, &mut buffers.slopes, all)?;
                room(stream, &mut buffers.sums, slopes.sums.len())?;
                stream.memcpy_htod(slopes.weights, &mut buffers.weights)?;
                &compiled.slopes
            }
        };
        let (own, observables) = (part.ops.len() as u32, part.observables() as u32);
        let config = LaunchConfig {
            grid_dim: (rows_.div_ceil(shape.samples()), 1, 1),
            block_dim: (shape.threads(), 1, 1),
            shared_mem_bytes: shape.shared_memory(real) as u32,
        };
        let mut launch = stream.launch_builder(function);
        launch.arg(&rows_).arg(&own).arg(&observables).arg(&common);
        launch
            .arg(&*ops)
            .arg(&*terms)
            .arg(&*first)
            .arg(&buffers.turns);
        launch
            .arg(&buffers.weights)
            .arg(&mut buffers.values)
            .arg(&mut buffers.slopes);
        // SAFETY: the arguments are those of `values` and `slopes`; every buffer has as many numbers as they read or write.
        unsafe { launch.launch(config) }?;
        stream.memcpy_dtoh(&buffers.values.slice(..values.len()), values)?;
        if let Some(slopes) = slopes {
            let each = slopes.each.len();
            if each > 0 {
                stream.memcpy_dtoh(&buffers.slopes.slice(..each), slopes.each)?;
            }
            if part.shared > 0 {
                let shared = buffers.slopes.slice(each..);
                let mut launch = stream.launch_builder(&compiled.sums);
                launch.arg(&rows_).arg(&shared).arg(&mut buffers.sums);
                let config = LaunchConfig {
                    grid_dim: (part.shared as u32, 1, 1),
                    block_dim: (256, 1, 1),
                    shared_mem_bytes: 0,
                };
                // SAFETY: the arguments are those of `sums`, which reads `rows` numbers for each sum.
                unsafe { launch.launch(config) }?;
                stream.memcpy_dtoh(&buffers.sums.slice(..slopes.sums.len()), slopes.sums)?;
            }
        }
        stream.synchronize()
    }
}
