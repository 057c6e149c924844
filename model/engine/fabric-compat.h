/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_COMPAT_H
#define FABRIC_COMPAT_H

/**
 * @file
 * @ingroup ai-fabric
 *
 * The only file that knows ns-3 versions. Features are detected, versions are not: ns-3 defines
 * no version macro by default.
 */

#include "ns3/enum.h"
#include "ns3/event-id.h"
#include "ns3/simulator-impl.h"

#include <type_traits>
#include <utility>

#if __has_include("ns3/application-helper.h")
/// Application::AssignStreams() is virtual since ns-3.42.
#define FABRIC_OVERRIDE_SINCE_42 override
#else
/// Application::AssignStreams() is not virtual before ns-3.42.
#define FABRIC_OVERRIDE_SINCE_42
#endif

// Ping has been V4Ping up to ns-3.37. Its trace source Rtt tells the sequence number since.
#if __has_include("ns3/ping-helper.h")
/// Header of the helper of ping.
#define FABRIC_PING_HEADER "ns3/ping-helper.h"
/// Class of the helper of ping.
#define FABRIC_PING_HELPER ns3::PingHelper
/// Types of what the trace source Rtt of ping tells; the last one is the round-trip time.
#define FABRIC_PING_RTT uint16_t, ns3::Time
#else
/// Header of the helper of ping.
#define FABRIC_PING_HEADER "ns3/v4ping-helper.h"
/// Class of the helper of ping.
#define FABRIC_PING_HELPER ns3::V4PingHelper
/// Types of what the trace source Rtt of ping tells; the last one is the round-trip time.
#define FABRIC_PING_RTT ns3::Time
#endif

namespace ns3
{
namespace aifabric
{

/// What SimulatorImpl::Stop(const Time&) returns: void up to ns-3.40, EventId since.
using StopResult = decltype(std::declval<SimulatorImpl&>().Stop(std::declval<const Time&>()));

/**
 * Return an event id where this ns-3 wants one.
 * @param id the id of the stop event
 * @return the id, or nothing
 */
template <typename T = StopResult>
inline T
MakeStopResult([[maybe_unused]] const EventId& id)
{
    if constexpr (!std::is_void_v<T>)
    {
        return id;
    }
}

namespace compat
{

/**
 * MakeEnumAccessor() names the enumeration since ns-3.41.
 * @tparam E the enumeration
 * @tparam M type of member
 * @param member pointer to a member
 * @return the accessor
 */
template <typename E, typename M>
auto
MakeEnumAccess(M member, int) -> decltype(MakeEnumAccessor<E>(member))
{
    return MakeEnumAccessor<E>(member);
}

/**
 * MakeEnumAccessor() names nothing before ns-3.41.
 * @tparam E the enumeration
 * @tparam M type of member
 * @param member pointer to a member
 * @return the accessor
 */
template <typename E, typename M>
auto
MakeEnumAccess(M member, long) -> decltype(MakeEnumAccessor(member))
{
    return MakeEnumAccessor(member);
}

/// The duration type of TestCase before ns-3.42.
template <typename T, typename = void>
struct DurationOf
{
    using Type = typename T::TestDuration; ///< an unscoped enumeration
};

/// The duration type of TestCase since ns-3.42.
template <typename T>
struct DurationOf<T, std::void_t<typename T::Duration>>
{
    using Type = typename T::Duration; ///< a scoped enumeration
};

} // namespace compat

/**
 * An accessor of an attribute that is an enumeration.
 * @tparam E the enumeration, not a scoped one
 * @tparam M type of member
 * @param member pointer to a member
 * @return the accessor
 */
template <typename E, typename M>
Ptr<const AttributeAccessor>
MakeEnumAccess(M member)
{
    return compat::MakeEnumAccess<E>(member, 0);
}

/**
 * The durations of test cases: TestDurationOf<TestCase>::EXTENSIVE works everywhere.
 * @tparam T ns3::TestCase
 */
template <typename T>
using TestDurationOf = typename compat::DurationOf<T>::Type;

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_COMPAT_H
