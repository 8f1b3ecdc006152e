/* The few functions of QuEST 4 that the crate calls, in as few lines as can be, for its tests. Definitions make it a library that the
 * crate has to refuse. */

#include <complex.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

typedef double _Complex number;

typedef struct {
    int threads, gpu, distributed;
    int rank, nodes, log_nodes;
    int density, qubits;
    long long amplitudes, log_amplitudes;
    long long here_count, log_here_count, log_columns;
    number *here, *on_gpu, *buffer, *buffer_on_gpu;
} Qureg;

#ifdef THREE
void createQuESTEnv(void) {}
#else

static int rank = 0, nodes = 1;

void initCustomQuESTEnv(int distributed, int gpu, int threads) {
    if (!distributed)
        return;
    MPI_Init(NULL, NULL);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &nodes);
}

void finalizeQuESTEnv(void) {
    if (nodes > 1)
        MPI_Finalize();
}

Qureg createCustomQureg(int qubits, int density, int distributed, int gpu, int threads) {
    Qureg q = {threads, gpu, distributed, rank, nodes, 0, density, qubits};
    while (1 << q.log_nodes < nodes)
        q.log_nodes++;
    q.log_amplitudes = qubits;
    q.amplitudes = 1LL << qubits;
    q.log_here_count = qubits - q.log_nodes;
    q.here_count = 1LL << q.log_here_count;
    q.here = calloc(q.here_count, sizeof(number));
    if (nodes > 1)
        q.buffer = calloc(q.here_count, sizeof(number));
#ifdef OTHER_FORM
    q.log_here_count = q.here_count;
#endif
    return q;
}

void destroyQureg(Qureg q) {
    free(q.here);
    free(q.buffer);
}

/* Brings the amplitudes of another rank to the buffer. */
static void exchange(Qureg q, int other) {
    int count = (int)(2 * q.here_count);
    MPI_Sendrecv(q.here, count, MPI_DOUBLE, other, 0, q.buffer, count, MPI_DOUBLE, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

void applyPauliX(Qureg q, int target) {
    if (target >= q.log_here_count) {
#ifndef WRONG_AMPLITUDES
        exchange(q, rank ^ 1 << (target - q.log_here_count));
        memcpy(q.here, q.buffer, q.here_count * sizeof(number));
#endif
        return;
    }
    for (long long i = 0; i < q.here_count; i++)
        if (!(i >> target & 1)) {
            number other = q.here[i | 1LL << target];
            q.here[i | 1LL << target] = q.here[i];
            q.here[i] = other;
        }
}

#ifndef WITHOUT_SWAP
/* Of a qubit here and one that is a bit of the rank, which is all that the crate asks for. */
void applySwap(Qureg q, int near, int far) {
    int bit = far - (int)q.log_here_count, one = rank >> bit & 1;
    exchange(q, rank ^ 1 << bit);
    for (long long i = 0; i < q.here_count; i++)
        if ((i >> near & 1) != one)
            q.here[i] = q.buffer[i ^ 1LL << near];
}
#endif

void getQuregAmps(number *to, Qureg q, long long start, long long count) {
    if (nodes == 1) {
        memcpy(to, q.here + start, count * sizeof(number));
        return;
    }
    /* All of them are of one rank. */
    int from = (int)(start >> q.log_here_count);
    if (rank == from)
        memcpy(to, q.here + (start & (q.here_count - 1)), count * sizeof(number));
    MPI_Bcast(to, (int)(2 * count), MPI_DOUBLE, from, MPI_COMM_WORLD);
}
#endif
