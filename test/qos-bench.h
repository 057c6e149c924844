/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QOS_BENCH_H
#define QOS_BENCH_H

#include "port-bench.h"

#include "ns3/component-spec.h"
#include "ns3/qos-profile.h"
#include "ns3/switch-model.h"
#include "ns3/uinteger.h"

#include <string>

/**
 * Build a switch with a profile and buffers without end.
 * @param bench where it is built
 * @param profile name of a QoS profile, with parameters
 * @param hosts at the switch
 */
inline void
PrepareProfile(PortBench& bench, const std::string& profile, uint32_t hosts)
{
    using namespace ns3::aifabric;
    SwitchModel model;
    CreateComponent<QosProfile>(QosProfile::GetFamily(), profile)->Configure(model);
    model.SetAdmission("ns3::aifabric::PerPortAdmission",
                       "BufferPerPort",
                       ns3::UintegerValue(1000000000));
    model.SetPfcAttribute("LosslessClasses", ns3::UintegerValue(0));
    bench.Helper().SetSwitchModel(model);
    bench.BuildOneSwitch(hosts);
}

#endif // QOS_BENCH_H
