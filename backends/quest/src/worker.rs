//! The thread that owns what a library gives out: MPI is called from one thread, whichever thread runs the circuit.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use qkernel_runtime::engine::Error;

use crate::end::end;

/// What the thread owns; it may borrow from what is on the thread's stack.
pub(crate) trait Family: 'static {
    /// The registers.
    type Registers<'a>;
}

type Job<F> = Box<dyn for<'a> FnOnce(&mut <F as Family>::Registers<'a>) + Send>;

enum Message<F: Family> {
    Job(Job<F>),
    Stop,
}

/// The way to the thread.
pub(crate) struct Worker<F: Family> {
    messages: Sender<Message<F>>,
    is_stopped: AtomicBool,
}

impl<F: Family> std::fmt::Debug for Worker<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

/// What the thread is told to do, in order.
pub(crate) struct Jobs<F: Family>(Receiver<Message<F>>, PhantomData<F>);

impl<F: Family> Jobs<F> {
    /// Does all that comes, until it is stopped.
    pub(crate) fn run(self, mut registers: F::Registers<'_>) {
        while let Ok(Message::Job(job)) = self.0.recv() {
            job(&mut registers);
        }
    }
}

impl<F: Family> Worker<F> {
    /// Starts the thread with what it does first and last, around [`Jobs::run`].
    pub(crate) fn start(
        body: impl FnOnce(Jobs<F>) + Send + 'static,
    ) -> Result<(Worker<F>, JoinHandle<()>), Error> {
        let (messages, jobs) = channel();
        let thread = std::thread::Builder::new()
            .name("quest".into())
            .spawn(move || body(Jobs(jobs, PhantomData)))
            .map_err(|error| Error::Refused {
                message: format!("QuEST needs a thread of its own: {error}"),
            })?;
        let is_stopped = AtomicBool::new(false);
        Ok((
            Worker {
                messages,
                is_stopped,
            },
            thread,
        ))
    }

    /// Has something done later; nothing if the thread has stopped, as it does once, at the end.
    pub(crate) fn tell(&self, job: impl for<'a> FnOnce(&mut F::Registers<'a>) + Send + 'static) {
        let _ = self.messages.send(Message::Job(Box::new(job)));
    }

    /// Waits for an answer.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        job: impl for<'a> FnOnce(&mut F::Registers<'a>) -> T + Send + 'static,
    ) -> T {
        let (sender, answer) = channel();
        self.tell(move |registers| {
            let _ = sender.send(job(registers));
        });
        answer
            .recv()
            .unwrap_or_else(|_| end("a state was used after QuEST had been ended"))
    }

    /// Refuses to begin anything after the end.
    pub(crate) fn ready(&self) -> Result<(), Error> {
        match self.is_stopped.load(Ordering::Acquire) {
            false => Ok(()),
            true => Err(Error::Refused {
                message: "QuEST has been ended: keep what `start` gave until the last result"
                    .into(),
            }),
        }
    }

    /// No job is done after this one.
    pub(crate) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Release);
        let _ = self.messages.send(Message::Stop);
    }
}
