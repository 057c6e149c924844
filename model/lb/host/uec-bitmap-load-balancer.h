/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef UEC_BITMAP_LOAD_BALANCER_H
#define UEC_BITMAP_LOAD_BALANCER_H

#include "ns3/entropy-bitmap-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The entropy bitmap of Ultra Ethernet and nothing else (uet-htsim's mode "bitmap"); all of it is
 * in EntropyBitmapLoadBalancer.
 */
class UecBitmapLoadBalancer : public EntropyBitmapLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    UecBitmapLoadBalancer();
    ~UecBitmapLoadBalancer() override;
};

} // namespace aifabric
} // namespace ns3

#endif // UEC_BITMAP_LOAD_BALANCER_H
