/// The prices (reference: GET /pricing), in euro for a customer in Germany.
enum Pricing {
    static let ipv4Hourly = Money("0.0008")
    static let ipv4Monthly = Money("0.50")

    static var json: JSON {
        [
            "currency": "EUR", "vat_rate": "19.00",
            "server_types": .array(
                ServerType.all.map { type in
                    ["id": .integer(type.id), "name": .string(type.name), "prices": type.pricesJSON]
                }),
            "primary_ips": [
                ["type": "ipv4", "prices": primaryIP(ipv4Hourly, ipv4Monthly)],
                ["type": "ipv6", "prices": primaryIP(.zero, .zero)],
            ],
            "floating_ips": [],
            "floating_ip": ["price_monthly": Money("3").json],
            "image": ["price_per_gb_month": Money("0.0119").json],
            "volume": ["price_per_gb_month": Money("0.0440").json],
            "server_backup": ["percentage": "20.00"],
            "load_balancer_types": [],
        ]
    }

    private static func primaryIP(_ hourly: Money, _ monthly: Money) -> JSON {
        .array(
            Location.all.map { location in
                [
                    "location": .string(location.name), "price_hourly": hourly.json,
                    "price_monthly": monthly.json,
                ]
            })
    }
}
