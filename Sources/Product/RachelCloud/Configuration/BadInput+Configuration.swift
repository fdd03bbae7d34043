extension BadInput {
    /// Everything that is wrong with the configuration, all at once: one sentence a fault, naming the key and
    /// what is expected, never a value, which may be a secret.
    init(configuration path: String, faults: [String]) {
        self.init(
            (["the configuration \(path) can't be used:"] + faults.map { "  \($0)" }).joined(separator: "\n"))
    }
}
