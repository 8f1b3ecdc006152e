// Values and derivatives of a batch of circuits on |0..0>.
//
// Compiled when a program runs, by NVRTC, for one kind of part: LANES, REGISTERS and WARPS are the numbers of qubits whose bits are, from
// the lowest, the lane of a thread in its warp, the place of an amplitude among the registers of a thread, and the warp in the block. REAL
// is `double` or `float`. A sample has 2^LANES lanes of a warp, so that a warp has several samples where LANES is below 5; with WARPS it has
// a block of its own.
//
// Every sum is added up in an order that depends on the kind of part alone: what a sample gives does not depend on the others.

#ifndef KERNEL
#define KERNEL extern "C" __global__
// Of the size that a launch asks for.
extern __shared__ __align__(16) unsigned char shared_memory[];
#endif

#define SIZE (1u << REGISTERS)
#define LANE_MASK ((1u << LANES) - 1u)
#define WARP_SHIFT (LANES + REGISTERS)
// How many sums of a block are put by before they are added up.
#define SUMS 32

typedef REAL real;
struct alignas(2 * sizeof(real)) cplx {
  real re, im;
};

enum { ROTATE, PHASE, PAULI, HADAMARD, SWAP };

// An operation. P is the product of Pauli operators that maps |k> to i^y (-1)^|k & z| |k ^ x>; `odd` is 1 where the sign of <k|P|k ^ x>
// is to be turned round. ROTATE is exp(-i angle P / 2), PHASE multiplies by exp(i angle), PAULI is P, SWAP exchanges the two qubits of x and
// multiplies by exp(i angle) where they differ. It acts where all bits of `controls` are 1.
struct Op {
  int kind;
  unsigned x, z, y, odd, controls;
  // The number of its cosine and sine; whether each sample has its own.
  unsigned turn, each;
  // The number of the angle whose derivative it has; below 0 for none.
  int slope;
};

// A product of Pauli operators in a sum, as above.
struct Term {
  unsigned x, z, y, odd;
  double coefficient;
};

struct Batch {
  unsigned rows, ops, observables;
  // How many turns come before those that each sample has.
  unsigned common;
  const Op* op;
  const Term* term;
  // Where the terms of each observable begin, and those of the last one end.
  const unsigned* first;
  const cplx* turn;      // [common], then [angle][row]
  const real* weight;    // [observable][row]
  real* value;           // [observable][row]
  real* slope;           // [angle][row]
};

// What a thread knows of its sample.
struct Place {
  unsigned row, index;
  // Whether the row is one of the batch.
  bool kept;
  // Exchanges between warps so far, and sums that were put by.
  unsigned exchanges, sums;
  cplx* exchange;        // two states
  real* partial;         // [SUMS][warps]
  real** target;         // [SUMS]
};

__device__ inline unsigned odd(unsigned bits) { return __popc(bits) & 1u; }
__device__ inline unsigned index_of(const Place& at, unsigned a) { return at.index | a << LANES; }
__device__ inline real re(cplx a, cplx b) { return a.re * b.re + a.im * b.im; }
__device__ inline real im(cplx a, cplx b) { return a.re * b.im - a.im * b.re; }
__device__ inline real signed_by(unsigned minus, real x) { return minus ? -x : x; }

// p[k] = v[k ^ x], for all k of a sample.
__device__ inline void fetch(Place& at, const cplx (&v)[SIZE], cplx (&p)[SIZE], unsigned x) {
#if WARPS > 0
  if (x >> WARP_SHIFT) {
    // The other half was read before the barrier that came after it was written.
    cplx* all = at.exchange + ((at.exchanges++ & 1u) << (WARP_SHIFT + WARPS));
#pragma unroll
    for (unsigned a = 0; a < SIZE; ++a) all[index_of(at, a)] = v[a];
    __syncthreads();
#pragma unroll
    for (unsigned a = 0; a < SIZE; ++a) p[a] = all[index_of(at, a) ^ x];
    return;
  }
#endif
#pragma unroll
  for (unsigned a = 0; a < SIZE; ++a) p[a] = v[a];
#pragma unroll
  for (unsigned bit = 1; bit < SIZE; bit <<= 1) {
    if (x >> LANES & bit) {
#pragma unroll
      for (unsigned a = 0; a < SIZE; ++a) {
        if (a & bit) continue;
        const cplx low = p[a];
        p[a] = p[a | bit];
        p[a | bit] = low;
      }
    }
  }
  const unsigned lanes = x & LANE_MASK;
  if (lanes) {
#pragma unroll
    for (unsigned a = 0; a < SIZE; ++a) {
      p[a].re = __shfl_xor_sync(0xffffffffu, p[a].re, lanes);
      p[a].im = __shfl_xor_sync(0xffffffffu, p[a].im, lanes);
    }
  }
}

// Bit a is whether an odd number of the bits of a mask are 1 in the place of register a.
__device__ inline unsigned odd_registers(unsigned mask) {
  const unsigned patterns[] = {0xaaaaaaaau, 0xccccccccu, 0xf0f0f0f0u, 0xff00ff00u, 0xffff0000u};
  unsigned all = 0;
#pragma unroll
  for (unsigned bit = 0; bit < REGISTERS; ++bit)
    if (mask >> (LANES + bit) & 1u) all ^= patterns[bit];
  return all;
}

// Bit a is whether <k|P|k ^ x> has its sign turned round, where k is the index of register a.
__device__ inline unsigned signs_of(const Place& at, unsigned z, unsigned turned) {
  const unsigned all = odd_registers(z);
  return odd(at.index & z) ^ turned ? ~all : all;
}

// Bit a is whether all bits of `controls` are 1 in the index of register a.
__device__ inline unsigned kept_by(const Place& at, unsigned controls) {
  const unsigned patterns[] = {0xaaaaaaaau, 0xccccccccu, 0xf0f0f0f0u, 0xff00ff00u, 0xffff0000u};
  const unsigned others = controls & ~((SIZE - 1u) << LANES);
  unsigned all = (at.index & others) == others ? 0xffffffffu : 0;
#pragma unroll
  for (unsigned bit = 0; bit < REGISTERS; ++bit)
    if (controls >> (LANES + bit) & 1u) all &= patterns[bit];
  return all;
}

// Writes an amplitude, of an operation with controls if all of them are 1.
template <bool CONTROLLED>
__device__ inline void put(cplx& v, real re, real im, unsigned kept) {
  v = {!CONTROLLED || kept ? re : v.re, !CONTROLLED || kept ? im : v.im};
}

// Applies an operation that only multiplies amplitudes; with -s it is undone. The bits of `signs` and `kept` are those of the registers.
template <bool CONTROLLED>
__device__ inline void multiply(cplx (&v)[SIZE], const Op& o, unsigned signs, unsigned kept, real c, real s) {
  if (o.kind == PHASE) {
#pragma unroll
    for (unsigned a = 0; a < SIZE; ++a) {
      const cplx u = v[a];
      put<CONTROLLED>(v[a], u.re * c - u.im * s, u.re * s + u.im * c, kept >> a & 1u);
    }
  } else {
#pragma unroll
    for (unsigned a = 0; a < SIZE; ++a) {
      const cplx u = v[a];
      const real t = signed_by(signs >> a & 1u, s);
      put<CONTROLLED>(v[a], c * u.re + t * u.im, c * u.im - t * u.re, kept >> a & 1u);
    }
  }
}

// Applies any other operation, where p[k] = v[k ^ x].
template <bool CONTROLLED>
__device__ inline void apply(cplx (&v)[SIZE], const cplx (&p)[SIZE], const Op& o, unsigned signs, unsigned kept, real c, real s) {
  switch (o.kind) {
    case ROTATE:
      if (o.y & 1u) {
#pragma unroll
        for (unsigned a = 0; a < SIZE; ++a) {
          const cplx u = v[a], w = p[a];
          const real t = signed_by(signs >> a & 1u, s);
          put<CONTROLLED>(v[a], c * u.re + t * w.re, c * u.im + t * w.im, kept >> a & 1u);
        }
      } else {
#pragma unroll
        for (unsigned a = 0; a < SIZE; ++a) {
          const cplx u = v[a], w = p[a];
          const real t = signed_by(signs >> a & 1u, s);
          put<CONTROLLED>(v[a], c * u.re + t * w.im, c * u.im - t * w.re, kept >> a & 1u);
        }
      }
      break;
    case PAULI:
#pragma unroll
      for (unsigned a = 0; a < SIZE; ++a) {
        const cplx w = o.y & 1u ? cplx{-p[a].im, p[a].re} : p[a];
        const unsigned minus = signs >> a & 1u;
        put<CONTROLLED>(v[a], signed_by(minus, w.re), signed_by(minus, w.im), kept >> a & 1u);
      }
      break;
    case HADAMARD: {
      const real r = (real)0.70710678118654752440;
#pragma unroll
      for (unsigned a = 0; a < SIZE; ++a) {
        const cplx u = v[a], w = p[a];
        const unsigned minus = signs >> a & 1u;
        put<CONTROLLED>(v[a], (w.re + signed_by(minus, u.re)) * r, (w.im + signed_by(minus, u.im)) * r, kept >> a & 1u);
      }
      break;
    }
    default:
#pragma unroll
      for (unsigned a = 0; a < SIZE; ++a) {
        const cplx w = p[a];
        put<true>(v[a], w.re * c - w.im * s, w.re * s + w.im * c, signs & kept & 1u << a);
      }
  }
}

// This thread's part of 2 Re <bra| dU/d(angle) U^-1 |ket>, where p[k] = ket[k ^ x].
__device__ inline real slope_of(const cplx (&bra)[SIZE], const cplx (&p)[SIZE], const Op& o, unsigned signs, unsigned kept) {
  real sum = 0;
  if (o.kind == PHASE) {
#pragma unroll
    for (unsigned a = 0; a < SIZE; ++a) sum = kept >> a & 1u ? sum - 2 * im(bra[a], p[a]) : sum;
  } else if (o.y & 1u) {
#pragma unroll
    for (unsigned a = 0; a < SIZE; ++a) sum = kept >> a & 1u ? sum + signed_by(signs >> a & 1u, re(bra[a], p[a])) : sum;
  } else {
#pragma unroll
    for (unsigned a = 0; a < SIZE; ++a) sum = kept >> a & 1u ? sum + signed_by(signs >> a & 1u, im(bra[a], p[a])) : sum;
  }
  return sum;
}

#if WARPS > 0
// Adds up what was put by, in the order of the warps.
__device__ inline void add_up(Place& at) {
  __syncthreads();
  if (threadIdx.x < at.sums) {
    real sum = 0;
    for (unsigned w = 0; w < 1u << WARPS; ++w) sum += at.partial[threadIdx.x << WARPS | w];
    *at.target[threadIdx.x] = sum;
  }
  __syncthreads();
  at.sums = 0;
}
#endif

// Adds up one number of each thread of a sample.
__device__ inline void sum_up(Place& at, real x, real* target) {
#pragma unroll
  for (unsigned lanes = 1; lanes <= LANE_MASK; lanes <<= 1) x += __shfl_xor_sync(0xffffffffu, x, lanes);
#if WARPS > 0
  if ((threadIdx.x & 31u) == 0) {
    at.partial[at.sums << WARPS | threadIdx.x >> 5] = x;
    if (threadIdx.x == 0) at.target[at.sums] = target;
  }
  if (++at.sums == SUMS) add_up(at);
#else
  if (at.kept && at.index == 0) *target = x;
#endif
}

// Cosine and sine of an operation for a sample.
__device__ inline cplx turn_of(const Batch& b, const Place& at, const Op& o) {
  return b.turn[o.each ? b.common + o.turn * b.rows + at.row : o.turn];
}

// Applies an operation to a state.
__device__ inline void forward(const Batch& b, Place& at, const Op& o, cplx (&ket)[SIZE], cplx (&p)[SIZE]) {
  const cplx t = turn_of(b, at, o);
  const unsigned signs = signs_of(at, o.z, o.odd), kept = kept_by(at, o.controls);
  if (o.x) {
    fetch(at, ket, p, o.x);
    if (o.controls) apply<true>(ket, p, o, signs, kept, t.re, t.im); else apply<false>(ket, p, o, signs, kept, t.re, t.im);
  } else {
    if (o.controls) multiply<true>(ket, o, signs, kept, t.re, t.im); else multiply<false>(ket, o, signs, kept, t.re, t.im);
  }
}

// Adds up the slope of an operation, and undoes it on both states.
__device__ inline void backward(const Batch& b, Place& at, const Op& o, cplx (&ket)[SIZE], cplx (&bra)[SIZE], cplx (&p)[SIZE]) {
  const cplx t = turn_of(b, at, o);
  const unsigned signs = signs_of(at, o.z, o.odd), kept = kept_by(at, o.controls);
  real slope = 0;
  if (o.x) {
    fetch(at, ket, p, o.x);
    if (o.slope >= 0) slope = slope_of(bra, p, o, signs, kept);
    if (o.controls) apply<true>(ket, p, o, signs, kept, t.re, -t.im); else apply<false>(ket, p, o, signs, kept, t.re, -t.im);
    fetch(at, bra, p, o.x);
    if (o.controls) apply<true>(bra, p, o, signs, kept, t.re, -t.im); else apply<false>(bra, p, o, signs, kept, t.re, -t.im);
  } else {
    if (o.slope >= 0) slope = slope_of(bra, ket, o, signs, kept);
    if (o.controls) multiply<true>(ket, o, signs, kept, t.re, -t.im); else multiply<false>(ket, o, signs, kept, t.re, -t.im);
    if (o.controls) multiply<true>(bra, o, signs, kept, t.re, -t.im); else multiply<false>(bra, o, signs, kept, t.re, -t.im);
  }
  if (o.slope >= 0) sum_up(at, slope, b.slope + (size_t)o.slope * b.rows + at.row);
}

// With SLOPES, the derivatives of the sum of weight times value by each angle too.
template <bool SLOPES>
__device__ inline void run(const Batch& b, unsigned char* memory) {
  Place at;
  const unsigned lane = threadIdx.x & 31u, warp = threadIdx.x >> 5;
#if WARPS > 0
  at.row = blockIdx.x;
  at.index = lane | warp << WARP_SHIFT;
  at.exchange = (cplx*)memory;
  at.partial = (real*)(at.exchange + (2u << (WARP_SHIFT + WARPS)));
  at.target = (real**)(at.partial + (SUMS << WARPS));
#else
  at.row = ((blockIdx.x * (blockDim.x >> 5) + warp) << (5 - LANES)) + (lane >> LANES);
  at.index = lane & LANE_MASK;
#endif
  at.kept = at.row < b.rows;
  // The lanes of other samples wait for these in every exchange.
  if (!at.kept) at.row = b.rows - 1;
  at.exchanges = 0;
  at.sums = 0;

  cplx ket[SIZE], p[SIZE];
#pragma unroll
  for (unsigned a = 0; a < SIZE; ++a) ket[a] = {index_of(at, a) == 0 ? (real)1 : (real)0, 0};
  for (unsigned i = 0; i < b.ops; ++i) {
    const Op o = b.op[i];
    forward(b, at, o, ket, p);
  }

  cplx bra[SIZE];
#pragma unroll
  for (unsigned a = 0; a < SIZE; ++a) bra[a] = {0, 0};
  for (unsigned i = 0; i < b.observables; ++i) {
    const size_t place = (size_t)i * b.rows + at.row;
    const real weight = SLOPES ? b.weight[place] : (real)0;
    real value = 0;
    for (unsigned j = b.first[i]; j < b.first[i + 1]; ++j) {
      const Term term = b.term[j];
      fetch(at, ket, p, term.x);
#pragma unroll
      for (unsigned a = 0; a < SIZE; ++a) {
        const real w = signed_by(odd(index_of(at, a) & term.z) ^ term.odd, (real)term.coefficient);
        const cplx image = term.y & 1u ? cplx{-p[a].im, p[a].re} : p[a];
        value += w * re(ket[a], image);
        if (SLOPES) {
          bra[a].re += weight * w * image.re;
          bra[a].im += weight * w * image.im;
        }
      }
    }
    sum_up(at, value, b.value + place);
  }

  if (SLOPES) {
    for (unsigned i = b.ops; i-- > 0;) {
      const Op o = b.op[i];
      backward(b, at, o, ket, bra, p);
    }
  }
#if WARPS > 0
  add_up(at);
#endif
}

KERNEL void __launch_bounds__(THREADS)
    values(unsigned rows, unsigned ops, unsigned observables, unsigned common, const Op* op, const Term* term, const unsigned* first,
           const cplx* turn, const real* weight, real* value, real* slope) {
  run<false>({rows, ops, observables, common, op, term, first, turn, weight, value, slope}, shared_memory);
}

KERNEL void __launch_bounds__(THREADS)
    slopes(unsigned rows, unsigned ops, unsigned observables, unsigned common, const Op* op, const Term* term, const unsigned* first,
           const cplx* turn, const real* weight, real* value, real* slope) {
  run<true>({rows, ops, observables, common, op, term, first, turn, weight, value, slope}, shared_memory);
}

// Cosines and sines of `common` angles, and then of those with one for each row. An angle with `half` is halved.
KERNEL void turns(unsigned rows, unsigned common, unsigned count, const unsigned char* half, const real* number, cplx* turn) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const unsigned angle = i < common ? i : common + (i - common) / rows;
  double c, s;
  sincos(half[angle] ? (double)number[i] / 2 : (double)number[i], &s, &c);
  turn[i] = {(real)c, (real)s};
}

// The sum over the rows for each angle: a block an angle.
KERNEL void sums(unsigned rows, const real* slope, real* sum) {
  __shared__ double partial[256];
  double x = 0;
  for (unsigned row = threadIdx.x; row < rows; row += 256) x += slope[(size_t)blockIdx.x * rows + row];
  partial[threadIdx.x] = x;
  __syncthreads();
  for (unsigned half = 128; half > 0; half >>= 1) {
    if (threadIdx.x < half) partial[threadIdx.x] += partial[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0) sum[blockIdx.x] = (real)partial[0];
}
