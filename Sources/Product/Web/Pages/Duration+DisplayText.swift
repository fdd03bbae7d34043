import Store

extension Duration {
    /// For people: `0.4 s`, `42 s`, `1 min 12 s`, `1 h 5 min`. A clock that was set back gives `0.0 s`.
    var displayText: String {
        let milliseconds = max(0, milliseconds)
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<10: return "\(seconds).\(milliseconds % 1000 / 100) s"
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
        default: return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        }
    }
}
