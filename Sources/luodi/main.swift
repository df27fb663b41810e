print("luodi")
