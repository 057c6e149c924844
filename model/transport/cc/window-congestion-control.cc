/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "window-congestion-control.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(WindowCongestionControl);

namespace
{

/// Rounding errors of this many packets do not make a packet more or less.
constexpr double SLACK = 1e-6;

/// A window of more bytes than this bounds nothing, and could overflow.
constexpr double HUGE_BYTES = 0x1p62;

} // namespace

TypeId
WindowCongestionControl::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::WindowCongestionControl")
            .SetParent<CongestionControl>()
            .SetGroupName("AiFabric")
            .AddConstructor<WindowCongestionControl>()
            .AddAttribute("Bytes",
                          "Window in payload bytes, rounded down to whole packets; 0: one "
                          "bandwidth-delay product, rounded up to whole packets",
                          UintegerValue(0),
                          MakeUintegerAccessor(&WindowCongestionControl::m_bytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Multiple",
                          "Factor on the window before it is rounded, above 0 (no unit)",
                          DoubleValue(1),
                          MakeDoubleAccessor(&WindowCongestionControl::m_multiple),
                          MakeDoubleChecker<double>()),
        "line rate, and a fixed window of bytes in flight");
    return tid;
}

Ptr<CongestionControl>
WindowCongestionControl::DoCopy() const
{
    return {new WindowCongestionControl(*this), false};
}

std::string
WindowCongestionControl::CheckConfig() const
{
    if (m_multiple <= 0)
    {
        return "Multiple must be above 0";
    }
    return {};
}

void
WindowCongestionControl::DoStart()
{
    const FlowPlace& place = GetPlace();
    double packets;
    if (m_bytes > 0)
    {
        packets = std::floor(m_multiple * static_cast<double>(m_bytes) / place.mtu + SLACK);
    }
    else
    {
        const double product = place.lineRate * static_cast<double>(place.baseRtt) / 8e12;
        packets = std::ceil(m_multiple * product / place.packet - SLACK);
    }
    const double window = std::max(1.0, packets) * place.mtu;
    SetWindow(window > HUGE_BYTES ? NO_WINDOW : static_cast<uint64_t>(window));
}

bool
WindowCongestionControl::DoIsInitial() const
{
    return true;
}

} // namespace aifabric
} // namespace ns3
