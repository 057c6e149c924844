/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rccc-congestion-control.h"

#include "credit-pacer.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RcccCongestionControl);

TypeId
RcccCongestionControl::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::RcccCongestionControl")
            .SetParent<CreditCongestionControl>()
            .SetGroupName("AiFabric")
            .AddConstructor<RcccCongestionControl>(),
        "Ultra Ethernet: line rate as long as the receiver grants credit, which it paces");
    return tid;
}

RcccCongestionControl::RcccCongestionControl() = default;

RcccCongestionControl::RcccCongestionControl(const RcccCongestionControl& other)
    : CreditCongestionControl(other),
      InArena(other)
{
}

RcccCongestionControl::~RcccCongestionControl() = default;

Ptr<CongestionControl>
RcccCongestionControl::DoCopy() const
{
    return {new RcccCongestionControl(*this), false};
}

void
RcccCongestionControl::DoStart()
{
    StartByCredit();
}

void
RcccCongestionControl::DoAcknowledged(const Frame&, uint64_t)
{
    Heard();
}

void
RcccCongestionControl::DoTrimmed(const Frame&)
{
    Heard();
}

std::unique_ptr<CongestionReceiver>
RcccCongestionControl::DoMakeReceiver() const
{
    return std::make_unique<CreditPacer>(GetShare());
}

} // namespace aifabric
} // namespace ns3
