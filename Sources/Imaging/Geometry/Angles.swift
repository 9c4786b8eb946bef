import Foundation

/// The angle whose cosine is `value`, in degrees.
func acosDegrees(_ value: Double) -> Double { acos(value) * 180 / .pi }
