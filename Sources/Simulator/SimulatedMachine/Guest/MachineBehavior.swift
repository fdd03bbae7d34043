import SimulatorFaults

/// The ways in which a machine differs from a healthy one.
struct MachineBehavior {
    enum SSHServer {
        case serves, refuses, resets, stalls
    }

    private(set) var sshServer = SSHServer.serves
    /// The number of phone_home calls.
    private(set) var callbacks = 1
    private(set) var callsBackLate = false
    private(set) var announcesWrongHostKeys = false
    /// The faults that programs inside look up by `hasMarker`, or as files in `GuestPaths.faults`.
    private(set) var markers: [MachineFault] = []

    init(_ faults: Set<MachineFault>) {
        // Of faults that exclude each other the first prevails.
        for fault in MachineFault.allCases.reversed() where faults.contains(fault) {
            switch fault {
            case .noCallback: callbacks = 0
            case .callbackTwice: callbacks = 2
            case .callbackLate: callsBackLate = true
            case .setUpFails, .serviceExits: markers.append(fault)
            case .wrongHostKey: announcesWrongHostKeys = true
            case .sshRefuses: sshServer = .refuses
            case .sshResets: sshServer = .resets
            case .sshStalls: sshServer = .stalls
            }
        }
    }

    /// Leaves a file for each marker, for programs that know nothing of the specification.
    func writeMarkers() throws(MachineError) {
        for fault in markers {
            try File.createDirectory(GuestPaths.faults)
            try File.write("", to: Self.path(fault))
        }
    }

    static func hasMarker(_ fault: MachineFault) -> Bool {
        File.exists(path(fault))
    }

    private static func path(_ fault: MachineFault) -> String {
        GuestPaths.faults + "/" + fault.rawValue
    }
}
