fn rounds() -> Bit {
    let mut again = true;
    while again {
        let (q, _) = cx(h(qubit()), qubit());
        again = measure(q);
    }
    again
}
