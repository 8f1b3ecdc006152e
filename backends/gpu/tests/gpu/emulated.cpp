// Runs the code for a GPU on the host: a fibre for each thread of a block, one block after the other.
//
// Threads run in a random order from barrier to barrier, so that one that does not wait for another reads what is not there yet. Reads a
// batch from the standard input and writes what it gives to the standard output.
#include <ucontext.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

struct Index {
  unsigned x;
};
static Index threadIdx, blockIdx, blockDim;

#define __device__ static
#define __shared__ static
#define __launch_bounds__(threads)
#define KERNEL static
#define __popc __builtin_popcount

enum Waits { NOT, WARP, BLOCK, DONE };
struct Fibre {
  ucontext_t context;
  std::unique_ptr<char[]> stack;
  Waits waits;
  unsigned shuffles;
};
static std::vector<Fibre> fibres;
static ucontext_t scheduler;
static unsigned current;
static double given[2][1024];

static void pause_for(Waits what) {
  fibres[current].waits = what;
  swapcontext(&fibres[current].context, &scheduler);
}

static void __syncthreads() { pause_for(BLOCK); }

template <class T>
static T __shfl_xor_sync(unsigned, T x, unsigned lanes) {
  // The other half was read before the wait that came after it was written.
  double* half = given[fibres[current].shuffles++ & 1];
  const unsigned own = current;
  half[own] = x;
  pause_for(WARP);
  return (T)half[own ^ lanes];
}

#pragma GCC diagnostic ignored "-Wunknown-pragmas"
alignas(16) static unsigned char shared_memory[1 << 18];
#include SOURCE

static void (*body)();
static void start() {
  body();
  pause_for(DONE);
}

static uint64_t state = 88172645463325252ull;
static unsigned random_below(unsigned n) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (unsigned)(state >> 33) % n;
}

// Runs `run` as a kernel.
static void launch(unsigned blocks, unsigned threads, void (*run)()) {
  body = run;
  blockDim.x = threads;
  const size_t size = 1 << 16;
  fibres.resize(threads);
  for (auto& fibre : fibres) if (!fibre.stack) fibre.stack.reset(new char[size]);
  for (unsigned block = 0; block < blocks; ++block) {
    blockIdx.x = block;
    for (auto& fibre : fibres) {
      getcontext(&fibre.context);
      fibre.context.uc_stack = {fibre.stack.get(), 0, size};
      fibre.context.uc_link = nullptr;
      makecontext(&fibre.context, start, 0);
      fibre.waits = NOT;
      fibre.shuffles = 0;
    }
    std::vector<unsigned> ready(threads);
    for (unsigned t = 0; t < threads; ++t) ready[t] = t;
    std::vector<unsigned> in_warp(threads / 32);
    unsigned in_block = 0, done = 0;
    while (!ready.empty()) {
      const unsigned pick = random_below(ready.size());
      current = ready[pick];
      ready[pick] = ready.back();
      ready.pop_back();
      threadIdx.x = current;
      swapcontext(&scheduler, &fibres[current].context);
      const unsigned warp = current / 32;
      switch (fibres[current].waits) {
        case WARP:
          if (++in_warp[warp] == 32) {
            in_warp[warp] = 0;
            for (unsigned t = 32 * warp; t < 32 * warp + 32; ++t) ready.push_back(t);
          }
          break;
        case BLOCK:
          if (++in_block == threads) {
            in_block = 0;
            for (unsigned t = 0; t < threads; ++t) ready.push_back(t);
          }
          break;
        default:
          ++done;
      }
    }
    if (done != threads) {
      fprintf(stderr, "threads wait for each other: %u of %u came to an end\n", done, threads);
      exit(2);
    }
  }
}

template <class T>
static std::vector<T> read_all(size_t count) {
  std::vector<T> all(count + 1);
  if (fread(all.data(), sizeof(T), count, stdin) != count) exit(3);
  return all;
}

static uint32_t rows, ops, terms, observables, fixed, common, each, with_slopes, blocks, threads;
static std::vector<Op> op;
static std::vector<Term> term;
static std::vector<unsigned> first;
static std::vector<unsigned char> half;
static std::vector<real> number, weight, value, slope, sum;
static std::vector<cplx> turn;

int main() {
  auto head = read_all<uint32_t>(10);
  rows = head[0], ops = head[1], terms = head[2], observables = head[3], fixed = head[4], common = head[5], each = head[6];
  with_slopes = head[7], blocks = head[8], threads = head[9];
  op = read_all<Op>(ops);
  term = read_all<Term>(terms);
  first = read_all<unsigned>(observables + 1);
  turn = read_all<cplx>(fixed);
  half = read_all<unsigned char>(common + each);
  const unsigned count = common + each * rows;
  number = read_all<real>(count);
  if (with_slopes) weight = read_all<real>(observables * rows);
  turn.resize(fixed + count + 1);
  value.resize(observables * rows);
  slope.resize((common + each) * rows + 1);
  sum.resize(common + 1);
  launch((count + 255) / 256, 256, [] { turns(rows, common, common + each * rows, half.data(), number.data(), turn.data() + fixed); });
  launch(blocks, threads, [] {
    (with_slopes ? slopes : values)(rows, ops, observables, fixed + common, op.data(), term.data(), first.data(), turn.data(), weight.data(),
                                    value.data(), slope.data());
  });
  if (with_slopes) {
    launch(common, 256, [] { sums(rows, slope.data() + (size_t)each * rows, sum.data()); });
    fwrite(sum.data(), sizeof(real), common, stdout);
  }
  fwrite(value.data(), sizeof(real), observables * rows, stdout);
  if (with_slopes) fwrite(slope.data(), sizeof(real), each * rows, stdout);
}
