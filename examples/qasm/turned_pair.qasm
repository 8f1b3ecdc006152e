// A pair of qubits that a rotation entangles; a third one is corrected by what a measurement says.
OPENQASM 3.0;
include "stdgates.inc";

input float[64] theta;

qubit[3] q;
bit sign;
bit[2] c;

gate turned_pair(turn) a, b {
  ry(turn) a;
  ctrl @ x a, b;
}

turned_pair(theta) q[0], q[1];
h q[2];
cz q[1], q[2];
h q[2];
sign = measure q[2];
if (sign) {
  x q[1];
}
c = measure q[0:1];
